"""How often something may be done: exact under parallel processes, one round trip for all rules of a question.

BURST = Rule("sign-in", rate=15, period=timedelta(hours=1), burst=5)
verdict = limiter.take([Bucket(BURST, account)])
"""

from apps.core.limits.gcra import Bucket, Rule, Verdict
from apps.core.limits.limiter import limiter

__all__ = ["Bucket", "Rule", "Verdict", "limiter"]

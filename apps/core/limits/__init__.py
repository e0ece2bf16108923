"""How often something may be done: exact under parallel processes, one round trip for all rules of a question.

BURST = Rule("sign-in", rate=15, period=timedelta(hours=1), burst=5)
verdict = limiter.take([Bucket(BURST, account)])

What costs more than other things says so: `Bucket(BURST, account, cost=5)`.
"""

from apps.core.limits.gcra import Bucket, Rule, Standing, Verdict
from apps.core.limits.limiter import limiter

__all__ = ["Bucket", "Rule", "Standing", "Verdict", "limiter"]

"""What the page of exhibit 26 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s26_role_based_access.cast import ACTS, MEANWHILE, MEMBERS
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s26_role_based_access"


class AskForm(forms.Form):
    who = forms.ChoiceField(
        label="Who", choices=[(key, member.title) for key, member in MEMBERS.items()], initial="bob"
    )
    act = forms.ChoiceField(
        label="Does what?", choices=[(key, act.words) for key, act in ACTS.items()], initial="refund"
    )
    meanwhile = forms.ChoiceField(label="Meanwhile", choices=list(MEANWHILE.items()), initial="nothing")


SCENARIO = Scenario(
    number=26,
    slug="roles-and-permissions",
    title="Role-based access control",
    question="Who may do what, and why may Bob not?",
    sentence="The matrix of people and acts, the chain of rules behind each refusal, and what `if user.is_staff` does.",
    answer="""
        Five tables say who may do what: people, roles, permissions, and the two between them. A role carries
        permissions, some up to an amount; a person holds a role from a day until another, given by somebody for a
        reason. Code asks for a permission, never for a role, so that a shop can cut its roles as it likes.

        A permission is half of the answer: it opens the door. Which rows somebody finds behind it is decided by the
        queryset, so that an order of somebody else is answered like one that does not exist. The state of the row has
        the last word: what was given back cannot be given back again.

        Whoever says no must be able to say why. The same rules, asked one by one and read from the tables, are the page
        that explains a refusal: whose account, which grant, which role, which limit, which row.
    """,
    serves=(
        Code(
            "apps.core.rest.permissions.ModelPermissions",
            ("policy.admits(request.user)",),
            "The door: every view declares what it asks for; what is not declared is denied.",
        ),
        Code(
            "apps.orders.querysets.OrderQuerySet.visible_to",
            ('has_perm("orders.view_own_orders")', "self.none()"),
            "The rows behind it: all, one's own, or none. Reads of the shop begin here.",
        ),
        Code(
            "apps.accounts.rules.role_editing.not_held",
            ("covers(held",),
            "Nobody gives a role what they do not hold, or more of it: else whoever edits roles could do everything.",
        ),
        Code(
            "apps.accounts.services.role_editing.set_role_permissions",
            says="The matrix of the admin ends here: one entry of the audit trail for each permission that changes.",
        ),
    ),
    experiments=(
        Experiment(
            slug="ask",
            title="Why may Bob not refund this?",
            about="Alice runs the place, Bob looks at it, Carol may refund up to 100, Dan is the customer. Ask about"
            " one of them: the rules answer step by step. Then all are asked about everything, and so is the twin.",
            form=AskForm,
            target=f"{HERE}.experiment:ask",
            limits=Limits(seconds=90, megabytes=1200),
            cost="5 to 40 s as a job, in the lab's database, which keeps nothing of it",
            answer=(
                Code("apps.accounts.selectors.explain", ("access.chain(", "visibility_step(kind, row")),
                Code("apps.accounts.rules.access.permission_step", ("GrantState.NOW",)),
            ),
            twin=(Code(f"{HERE}.twin.may", ("user.is_staff",)),),
            twin_title="Broken twin: if user.is_staff",
            long=True,
        ),
    ),
    tests=(
        "tests/accounts/rules/test_access.py::test_each_rule_answers_for_itself",
        "tests/accounts/test_selectors.py::test_the_row_decides_with_the_roles",
        "tests/accounts/test_selectors.py::test_effective_permissions_are_those_that_has_perm_knows",
        "tests/accounts/services/test_role_editing.py::test_nobody_gives_a_role_more_than_they_hold",
        "tests/core/rest/test_matrix.py::test_every_cell_answers_as_the_table_says",
        "tests/core/rest/test_matrix.py::test_a_protection_that_is_gone_is_named_with_its_cell",
        "tests/showcase/scenarios/test_role_based_access.py::test_the_twin_lets_bob_refund_and_refuses_dan_his_own_order",
    ),
    document="docs/people.md",
    curl='curl -H "Authorization: Token $TOKEN" '
    '"$URL/api/v2/me/permissions/?permission=payments.add_refund&amount=250"',
    named=(
        Named("users, roles, permissions, user-role, role-permission", Use.USED, "grants have giver, reason and end"),
        Named("Django's Permission and has_perm", Use.USED, "one question in admin, API and templates"),
        Named("authentication backend", Use.USED, "answers has_perm from our role tables"),
        Named("rows by queryset", Use.USED, "visible_to(user): own rows in one query, a foreign row is a missing one"),
        Named("deny by default", Use.USED, "a view without a policy lets nobody in"),
        Named("limits by amount", Use.USED, "a role carries refunds up to so much; the largest of one's roles counts"),
        Named("audit trail", Use.USED, "every grant and every permission of a role that changes, with the reason"),
        Named("matrix of tests", Use.USED, "every route, every role, own, foreign and missing rows"),
        Named("is_staff, is_superuser", Use.COMPARED, "the twin: a flag knows neither act nor row nor amount"),
        Named("Django's groups", Use.NOT_USED, "a group has no giver, no reason and no end"),
        Named("django-guardian", Use.NOT_USED, "a row of permission for each object; a shop decides by role and owner"),
        Named("rules, predicates", Use.NOT_USED, "nice for one object, but a list needs the same rule as SQL"),
        Named("casbin, OPA", Use.NOT_USED, "a second language and process for what five tables say"),
        Named("if role == 'manager'", Use.NOT_USED, "roles belong to the shop, permissions to the code"),
    ),
)

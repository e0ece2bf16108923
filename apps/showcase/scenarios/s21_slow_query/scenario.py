"""What the page of exhibit 21 says."""

from apps.showcase.lab.experiments import exhibits
from apps.showcase.scenarios.s21_slow_query.runs import BUILD, experiment_of
from apps.showcase.scenarios.scenario import Code, Excerpt, Named, Scenario, Use

SCENARIO = Scenario(
    number=21,
    slug="slow-query",
    title="A slow Django query",
    question="Which queries does this page make, and why so many?",
    sentence="Naive and tuned twins at a million rows, with query count, plan and index.",
    answer="""
        Look before you guess. Count the queries first: most slow pages send hundreds of small ones, because a loop
        asks for a relation that nobody fetched along. The line that sent them says which; `select_related` joins what
        is one, `prefetch_related` fetches what is many, and the page sends two.

        When a single query is slow, its plan says why: a scan that reads the table for a few rows wants an index, an
        estimate that is far off wants statistics, a sort that went to the disk wants an index in that order. An index
        is paid for with every write, so each is tried in the lab before the shop gets it.
    """,
    serves=(
        Code("apps.orders.querysets.OrderQuerySet.with_customer", ('select_related("customer")',)),
        Code(
            "apps.orders.querysets.OrderQuerySet.with_lines_and_products",
            ('select_related("product")', 'Prefetch("lines", lines)'),
            "What the order's page and the API's details fetch along, by name.",
        ),
        Excerpt(
            "apps/orders/models/order.py",
            'name="order_newest"',
            ('name="order_newest"', 'name="order_of_customer_newest"'),
            "Filter and order in one index: the lists that staff open all day.",
        ),
    ),
    experiments=tuple(experiment_of(exhibit) for exhibit in exhibits()),
    chores=(BUILD,),
    lab=True,
    tests=(
        "tests/showcase/lab/test_experiments.py::test_all_ways_say_the_same_and_the_page_is_right_about_them",
        "tests/showcase/lab/test_plans.py::test_a_statement_that_was_run_tells_times_rows_and_buffers",
    ),
    document="docs/lab.md",
    curl='make manage ARGS="lab run n-plus-one --size 10k"',
    named=(
        Named("select_related", Use.USED, "a join for what is one: customer of an order, product of a line"),
        Named("prefetch_related, Prefetch", Use.USED, "one query more for what is many, filtered and ordered by name"),
        Named(
            "EXPLAIN (ANALYZE, BUFFERS)", Use.USED, "each way's plan, as a tree with time and estimate at every node"
        ),
        Named("composite index", Use.USED, "filter and order together; the lab measures it against a single column"),
        Named("auto_explain", Use.USED, "what takes a tenth of a second stands in the database's log, with its plan"),
        Named("qs.query, qs.explain()", Use.USED, "each page shows the SQL as it was sent, and the plan of a real run"),
        Named("debug toolbar", Use.USED, "one way alone on a page, with its queries and the lines that sent them"),
        Named("query in a loop", Use.COMPARED, "the twin: right result, thousands of queries"),
        Named("index on each column", Use.NOT_USED, "every write pays for each of them, and the planner takes one"),
        Named("raw SQL", Use.NOT_USED, "the ORM sends what is needed once it is told what the page shows"),
    ),
)

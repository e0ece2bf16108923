"""A small package with a cycle, and its three cures: file names and texts, written to a temporary folder and run."""

from textwrap import dedent

Files = dict[str, str]


def cycle() -> Files:
    """Orders make invoices, invoices read orders: each module waits for the other to be finished."""
    return {
        "orders.py": dedent(
            """
            from gallery.invoices import make_invoice

            class Order:
                total = 12

                def place(self):
                    return make_invoice(self)
            """
        ),
        "invoices.py": dedent(
            """
            from gallery.orders import Order

            def make_invoice(order: Order) -> str:
                return f"invoice over {order.total}"
            """
        ),
    }


def shared_module_below() -> Files:
    """What both need moves into a module that needs neither."""
    return {
        "amounts.py": dedent(
            """
            class HasTotal:
                total = 0
            """
        ),
        "invoices.py": dedent(
            """
            from gallery.amounts import HasTotal

            def make_invoice(order: HasTotal) -> str:
                return f"invoice over {order.total}"
            """
        ),
        "orders.py": dedent(
            """
            from gallery.amounts import HasTotal
            from gallery.invoices import make_invoice

            class Order(HasTotal):
                total = 12

                def place(self):
                    return make_invoice(self)
            """
        ),
    }


def import_inside_the_function() -> Files:
    """The import happens when it is needed, after both modules are finished. The arrow is still there."""
    return cycle() | {
        "orders.py": dedent(
            """
            class Order:
                total = 12

                def place(self):
                    from gallery.invoices import make_invoice

                    return make_invoice(self)
            """
        )
    }


def dependency_passed_in() -> Files:
    """Orders are told who makes invoices; whoever knows both puts them together."""
    return cycle() | {
        "orders.py": dedent(
            """
            class Order:
                total = 12

                def __init__(self, make_invoice):
                    self.make_invoice = make_invoice

                def place(self):
                    return self.make_invoice(self)
            """
        ),
        "shop.py": dedent(
            """
            from gallery.invoices import make_invoice
            from gallery.orders import Order

            def place_order():
                return Order(make_invoice).place()
            """
        ),
    }

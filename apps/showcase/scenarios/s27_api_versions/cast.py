"""What may be asked of the experiments: on which day, and what changes."""

NOW, OVER = "now", "over"
ADDED, RENAMED, RETYPED, OLD = "added", "renamed", "retyped", "old"
CHANGES = {
    RENAMED: "version 2 renames line_count to lines_total",
    ADDED: "version 2 gets a new field, gift_note",
    RETYPED: "version 2 makes the number an object with the currency",
    OLD: "somebody renames order_no to order_number, in version 1",
}

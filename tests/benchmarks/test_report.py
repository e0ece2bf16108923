import pytest

from benchmarks.report import Report, replaced


def test_the_table_goes_between_the_markers_of_its_name_and_nowhere_else():
    text = "# B\n<!-- begin import -->\nold\n<!-- end import -->\n<!-- begin other -->\nkept\n<!-- end other -->\n"
    assert replaced(text, "import", r"new \1") == (
        "# B\n<!-- begin import -->\nnew \\1\n<!-- end import -->\n<!-- begin other -->\nkept\n<!-- end other -->\n"
    )


def test_a_readme_without_the_section_is_refused():
    with pytest.raises(ValueError, match="between <!-- begin import -->"):
        replaced("# B\n", "import", "new")


def test_figures_stand_right_names_and_remarks_left():
    report = Report("two cores", ["way", "seconds", "what"], [["COPY", "1.2", "fast"]], ["Goal reached."], texts=(0, 2))
    assert report.markdown() == (
        "two cores\n\n| way | seconds | what |\n| --- | ---: | --- |\n| COPY | 1.2 | fast |\n\n- Goal reached."
    )

from apps.catalog.rules.skus import canonical_sku, read_sku_list


def test_a_sku_is_kept_trimmed_and_in_capitals():
    assert canonical_sku(" 85123a ") == "85123A"


def test_a_pasted_list_names_each_sku_once_in_the_order_written():
    assert read_sku_list("mug-0042, apr-0007\nMUG-0042;\t22423 ,,\n") == ["MUG-0042", "APR-0007", "22423"]


def test_spaces_inside_a_sku_belong_to_it():
    assert read_sku_list("bank charges, POST") == ["BANK CHARGES", "POST"]


def test_an_empty_list_names_none():
    assert read_sku_list(" ,\n;") == []

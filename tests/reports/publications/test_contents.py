"""The contents of a document."""

from reports.publications.contents import Contents


def test_headings_stand_in_their_order_each_with_its_place() -> None:
    contents = Contents()
    assert [contents.add(2, "Counts"), contents.add(3, "By region"), contents.add(2, "Counts")] == [1, 2, 3]
    assert contents.entries() == ((2, "Counts", 1), (3, "By region", 2), (2, "Counts", 3))

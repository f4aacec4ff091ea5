"""Two people's edits of one text: what does not overlap is merged, the rest is offered, nothing is lost."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib import merge
from blog.lib.merge import Agreed, Conflict

PAIRS = 10_000
TEXTS = st.text(alphabet="ab \n", max_size=30)


def merged(base: str, mine: str, theirs: str) -> str:
    parts = merge.three_way(base, mine, theirs)
    assert merge.is_clean(parts), parts
    return merge.settle(parts)


@given(TEXTS, TEXTS)
def test_what_one_side_did_alone_is_the_result(base, edited):
    assert merged(base, edited, base) == edited
    assert merged(base, base, edited) == edited
    assert merged(base, edited, edited) == edited


@given(TEXTS, TEXTS, TEXTS)
def test_swapping_the_sides_swaps_the_offers_and_nothing_else(base, mine, theirs):
    swapped = {"mine": "theirs", "theirs": "mine", "both": "both"}
    parts = [
        Conflict(part.base, part.theirs, part.mine)
        if isinstance(part, Conflict)
        else Agreed(part.text, swapped[part.by])
        for part in merge.three_way(base, mine, theirs)
    ]

    assert parts == merge.three_way(base, theirs, mine)


def test_edits_of_different_lines_and_of_different_words_are_merged():
    base = "The cat sat on the mat.\n\nA dog came by.\n"

    result = merged(base, base.replace("cat", "tiger"), base.replace("mat", "sofa").replace("by", "in"))

    assert result == "The tiger sat on the sofa.\n\nA dog came in.\n"


def test_the_same_words_changed_in_two_ways_are_one_conflict_with_the_other_edits_in_it():
    base = "Before.\nThe cat sat on the mat on Monday.\nAfter.\n"

    parts = merge.three_way(
        base,
        base.replace("cat", "tiger").replace("Monday", "Sunday"),
        base.replace("cat", "mouse").replace("mat", "sofa"),
    )

    assert [part for part in parts if isinstance(part, Conflict)] == [
        Conflict(
            "The cat sat on the mat on Monday.\n",
            "The tiger sat on the sofa on Sunday.\n",
            "The mouse sat on the sofa on Sunday.\n",
        )
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ("A b.\n\nc d.\n", "a b.\n\nx.\n\nc d.\n", "A b.\n\nx.\n\nc d.\n"),
        ("a b.\n\nc D.\n", "a b.\n\nx.\n\nc d.\n", "a b.\n\nx.\n\nc D.\n"),
        ("a b.\n\nC d.\n", "a b.\n\nc d.\n\nx.\n", "a b.\n\nC d.\n\nx.\n"),
        ("a b.\n\nc D.\n", "c d.\n", "c D.\n"),
    ],
    ids=["added below", "added above", "added at the end", "deleted above"],
)
def test_a_paragraph_may_come_or_go_beside_one_that_the_other_side_edits(mine, theirs, result):
    assert merged("a b.\n\nc d.\n", mine, theirs) == result


def test_edits_with_an_untouched_paragraph_between_them_are_both_in_the_result_and_nothing_else():
    for seed in range(PAIRS // 10):
        (upper, mine, _), (lower, _, theirs) = a_pair(seed), a_pair(seed + 1)
        untouched = "\nstays as it is\n\n"

        result = merged(upper + untouched + lower, mine + untouched + lower, upper + untouched + theirs)

        assert result == mine + untouched + theirs


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a\n", "a\nb\n", "a\nc\n"),
        ("", "b\n", "c\n"),
        ("a place of quiet work\n", "a place of patient work\n", "a place of silent labour\n"),
        ("- lamp\n- a shoe\n", "- lamp\n- a spoon\n- a shoe\n", "- lamp\n- one shoe\n"),
        ("one two three\n", "one three\n", "one too three\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nbb\nc\n"),
        ("a\n\nb\n\nc\n", "a\n\n\nc\n", "a\nx\n\n\nb y\n\nc\n"),
    ],
    ids=["both append", "both begin", "a blank apart", "a line beside a changed one", "deleted and changed",
         "a line deleted and changed", "emptied and changed"],
)  # fmt: skip
def test_what_touches_is_never_merged_silently(base, mine, theirs):
    conflicts = [part for part in merge.three_way(base, mine, theirs) if isinstance(part, Conflict)]

    assert len(conflicts) == 1
    assert conflicts[0].mine in mine
    assert conflicts[0].theirs in theirs


def test_two_new_paragraphs_at_one_place_are_a_conflict_whatever_else_changed_beside_them():
    base = "Alpha one two three.\n\nBeta one two three.\n"

    parts = merge.three_way(
        base,
        base.replace("Beta", "My new.\n\nBeta"),
        base.replace("Alpha", "ALPHA").replace("Beta", "Their new.\n\nBeta"),
    )

    assert [part.theirs for part in parts if isinstance(part, Conflict) and "My new." in part.mine] == [
        "ALPHA one two three.\n\nTheir new.\n\n"
    ]


def test_choices_settle_conflicts_in_their_order_and_without_any_both_sides_stay():
    base = "one\n\ntwo\n\nthree"
    parts = merge.three_way(base, "ONE\n\ntwo\n\nTHREE", "First\n\ntwo\n\nThird")

    assert merge.settle(parts, ["mine", "theirs"]) == "ONE\n\ntwo\n\nThird"
    assert merge.settle(parts, ["theirs", "mine"]) == "First\n\ntwo\n\nTHREE"
    assert merge.settle(parts) == "ONE\nFirst\n\ntwo\n\nTHREE\nThird"


class Author:
    """Edits a text at random, in words that nobody else has."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance, self.count = name, chance, 0

    def word(self) -> str:
        self.count += 1
        return f"{self.name}{self.count}"

    def edit(self, lines: list[list[str]]) -> list[list[str]]:
        lines = [line[:] for line in lines]
        for _ in range(self.chance.randint(1, 4)):
            at = self.chance.randrange(len(lines))
            line = lines[at]
            place = self.chance.randrange(len(line) + 1)
            match self.chance.choice(
                ["insert", "insert", "replace", "replace", "delete", "line", "drop", "split"]
            ):
                case "insert":
                    line.insert(place, self.word())
                case "replace" if line:
                    line[place - 1] = self.word()
                case "delete" if line:
                    del line[place - 1]
                case "line":
                    lines.insert(at, [self.word(), self.word()])
                case "drop" if len(lines) > 1:
                    del lines[at]
                case "split" if line:
                    lines[at : at + 1] = [line[:place], line[place:]]
        return lines


def text(lines: list[list[str]]) -> str:
    return "".join(" ".join(line) + "\n" for line in lines)


def a_pair(seed: int) -> tuple[str, str, str]:
    chance = random.Random(seed)
    names = iter(f"w{number}" for number in range(1000))
    base = [[next(names) for _ in range(chance.randint(1, 6))] for _ in range(chance.randint(1, 7))]
    if seed % 2:
        base = [line for one in base for line in (one, [])]
    return text(base), text(Author("m", chance).edit(base)), text(Author("t", chance).edit(base))


def everything(parts) -> set[str]:
    """All words that stand in the result or are offered."""
    offered = ((part.text,) if isinstance(part, Agreed) else (part.mine, part.theirs) for part in parts)
    return {word for texts in offered for one in texts for word in one.split()}


def test_of_ten_thousand_pairs_of_edits_no_word_is_lost_and_no_overlap_is_merged_silently():
    """Every word of the base and of each author is unique, so it is known whose each is.

    Odd texts have empty lines, which are all alike: who writes into one is beside whoever writes below it.
    """
    outcomes = Counter()
    for seed in range(PAIRS):
        base, mine, theirs = a_pair(seed)
        was, own, other = (set(one.split()) for one in (base, mine, theirs))
        parts = merge.three_way(base, mine, theirs)
        clean = merge.is_clean(parts)
        found = everything(parts)

        assert own - was <= found, f"{seed}: what I wrote is gone"
        assert other - was <= found, f"{seed}: what they wrote is gone"
        assert own & other & was <= found, f"{seed}: what both kept is gone"
        conflicts = [text for part in parts if isinstance(part, Conflict) for text in part]
        assert all(text[-1:] in ("", "\n") for text in conflicts), f"{seed}: a line is torn"
        both = set(merge.settle(parts).split())
        assert (own | other) - was <= both, f"{seed}: chosen nothing, something is lost"
        if clean:
            assert both == (own & other & was) | (own - was) | (other - was), f"{seed}: a deletion came back"
            assert in_order(merge.settle(parts), mine), f"{seed}: my words changed places"
            assert in_order(merge.settle(parts), theirs), f"{seed}: their words changed places"
            assert seed % 2 or not overlaps(base, mine, theirs), f"{seed}: an overlap was merged"
        outcomes[clean] += 1

    assert min(outcomes.values()) > PAIRS // 10, outcomes


def in_order(result: str, side: str) -> bool:
    """Whether the words of one side stand in the result in their order, as far as they are there."""
    words = result.split()
    kept = [word for word in side.split() if word in words]
    return kept == [word for word in words if word in set(kept)]


def overlaps(base: str, mine: str, theirs: str) -> bool:
    """Whether both wrote, each their own words, at one place: behind the same word of the base, in one line.

    Told by unique words alone, without any comparison of texts.
    """
    was = set(base.split())
    return bool(places(mine, was) & places(theirs, was))


def places(side: str, was: set[str]) -> set[tuple[str, bool]]:
    """Where somebody wrote: (behind which word of the base, in a line below it?)."""
    after, below, found = "", False, set()
    for word in side.replace("\n", " \n ").split(" "):
        if word == "\n":
            below = True
        elif word in was:
            after, below = word, False
        elif word:
            found.add((after, below))
    return found

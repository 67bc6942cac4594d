"""Words that an author chose, and passages that two texts share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from allegedly.evidence.wording import LEAST, find_passages, find_wording, weigh_word

SENTENCE = "Gunmen overran the sleepy border post and drove away with lorries full of grain before anybody raised the alarm."


def passages(left, right):
    return find_passages(find_wording(left), find_wording(right))


def test_a_shared_sentence_is_one_passage_with_both_spans():
    (found,) = passages(f"Elsewhere it rained. {SENTENCE}", f"{SENTENCE} Nobody was hurt.")
    assert found.left.text == found.right.text == SENTENCE.rstrip(".")
    assert found.left.start == 21 and found.right.start == 0


def test_an_edited_sentence_stays_one_passage():
    edited = SENTENCE.replace("sleepy border post", "sleepy frontier station")
    (found,) = passages(SENTENCE, edited)
    assert found.left.text == SENTENCE.rstrip(".") and found.right.text == edited.rstrip(".")


def test_names_numbers_and_dates_alone_are_no_passage():
    facts = "On 9 February 2021 Emil Garrow and 38 Asmeri of the Sixth Bureau in Quarrel Street, Brannhaven, were there."
    assert passages(facts, facts) == []


def test_stock_phrases_are_no_passage():
    stock = "He spoke on condition of anonymity because he was not authorized to speak to the media."
    assert passages(stock, stock) == []


def test_words_between_quotation_marks_are_not_the_authors_own():
    for opened, closed in ("“”", '""', "«»", "„“"):
        quoted = f"He said: {opened}{SENTENCE}{closed} Then he left."
        assert passages(quoted, SENTENCE) == []


def test_a_run_of_words_does_not_go_on_across_a_quotation():
    left = "They carried heavy wooden “so it seems” boxes towards quiet harbour sheds."
    right = "They carried heavy wooden boxes towards quiet harbour sheds."
    assert all("“" not in run for run in find_wording(left).words)
    assert sum(p.words for p in passages(left, right)) == 9  # four and five, on either side


def test_headlines_and_mastheads_do_not_count():
    head = "Grain thieves strike again near the quiet border\nPell Gazette, 5 March 2021\n\n"
    assert passages(head + "One short sentence follows here by itself.", head + "Another begins there instead of that.") == []


def test_words_in_capitals_are_weighed_as_if_they_were_not():
    assert passages(SENTENCE.upper(), SENTENCE)[0].weight == passages(SENTENCE.lower(), SENTENCE)[0].weight


def test_function_words_weigh_less_than_chosen_ones_and_values_nothing():
    assert weigh_word("grain") == 1 and 0 < weigh_word("the") < 1
    assert [weigh_word(word) for word in ("Garrow", "38", "thirty", "February", "2nd")] == [0] * 5


def test_a_text_of_bare_lines_is_read_all_the_same():
    assert passages("grain thieves strike again near quiet borders", "grain thieves strike again near quiet borders")


def test_an_empty_text_has_no_words():
    assert find_wording("").words == () and passages("", SENTENCE) == []


@given(st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta theta".split()), max_size=40), st.randoms())
def test_every_passage_stands_in_both_texts_and_weighs_enough(words, rng):
    other = words[:]
    rng.shuffle(other)
    left, right = " ".join(words), " ".join(other)
    for passage in passages(left, right):
        assert left[passage.left.start : passage.left.end] == passage.left.text
        assert right[passage.right.start : passage.right.end] == passage.right.text
        assert passage.weight >= LEAST


@given(st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta".split()), min_size=4, max_size=30))
def test_a_text_shares_all_its_words_with_itself(words):
    assert sum(p.words for p in passages(" ".join(words), " ".join(words))) == len(words)

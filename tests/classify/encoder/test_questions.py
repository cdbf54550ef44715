"""The questions: their answers lie side by side, and a network's description names each of them."""

from classify.encoder.questions import ANSWERS, QUESTIONS, TAGS, asked
from records.vocabulary import Category


def test_every_answer_belongs_to_one_question() -> None:
    places = [at for question in QUESTIONS.values() for at in range(ANSWERS)[question.place]]
    assert places == list(range(ANSWERS))


def test_the_description_names_as_many_answers_as_each_question_has() -> None:
    told = asked()
    assert {name: len(told[name]) for name in QUESTIONS} == {name: question.answers for name, question in QUESTIONS.items()}
    assert told["codes"] == [code.value for code in Category]
    assert told["tags"] == list(TAGS)

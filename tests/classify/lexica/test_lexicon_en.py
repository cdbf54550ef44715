"""The English lexicon: who is the press, what was done to it, what only looks so, and what became of it. Every sentence and person is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.lexicon import LEXICA, WIDE, read_rows
from classify.matching.matches import Matches
from tests.classify.read_text import read as read_in

# The wide table is the one under test; where a language has none, its usual one is read instead.
TABLE = next(table for table in (WIDE / "en.tsv", LEXICA / "en.tsv") if table.exists())


def read(text: str) -> Matches:
    return read_in("en", text, lexica=TABLE.parent)[0]


def acts(text: str) -> set[str]:
    """Codes of the acts found that no denial took away."""
    return {cue.code for cue in read(text).cues if cue.damp >= 0.3}


def living(text: str) -> list[str]:
    """What is named as the press and is more than a messenger."""
    marks = read(text)
    return [marks.words.original(mention.start, mention.end) for mention in marks.press if mention.strength > 0.2]


def codes_of(kind: str, text: str) -> set[str]:
    return {hit.phrase.code for hit in read(text).of(kind)}


ACTS = {
    "KIL": [
        "The editor of a mining weekly was found hanged in his garage.",
        "Colleagues of the stringer say the contract killing was paid for by a quarry owner.",
        "A cameraman died of gunshot wounds in a Kokshetau clinic.",
    ],
    "DIS": [
        "The blogger has not been heard of since Sunday, and his phone is switched off.",
        "Masked men bundled the correspondent into a minibus with no plates.",
        "The whereabouts of the reporter remain unknown, her sister says.",
    ],
    "TOR": [
        "In the cell the editor was tied to a pipe and beaten, the lawyer says.",
        "The blogger was sent for compulsory treatment to a psychiatric hospital.",
        "They used electric shocks to make the journalist sign a confession.",
    ],
    "ATT": [
        "A trader broke the nose of a photographer near the bazaar.",
        "The crew was pelted with stones by the tenants.",
        "Someone splashed zelyonka into the face of the presenter.",
    ],
    "THR": [
        "A funeral wreath with the name of the editor was left at the newsroom.",
        "An unknown caller told the blogger that they know where his children study.",
        "He promised the correspondent that he would break her legs.",
    ],
    "DET": [
        "Police delivered the correspondent to the district department to establish his identity.",
        "The operator spent the night in a police cell and was released without charge.",
        "Two reporters were shoved into a paddy wagon at the square.",
    ],
    "ARR": [
        "The court sanctioned the arrest of the chief editor for two months.",
        "The blogger got fifteen days behind bars.",
        "The publisher was remanded in custody.",
    ],
    "SUM": [
        "Investigators called the reporter in for a talk about her article.",
        "The author of the channel had to write an explanatory note at the prosecutor's office.",
        "The editor was questioned as a witness with the right to defence.",
    ],
    "SUR": [
        "A listening device was found under the table of the newsroom.",
        "A tinted jeep has been parked under the windows of the reporter for a week.",
        "Printouts of the editor's telephone calls appeared on an anonymous site.",
    ],
    "OBS": [
        "A watchman covered the lens with his palm and would not let the crew through.",
        "The press secretary ordered the reporters to leave the hall.",
        "They made the correspondent delete the footage from his phone.",
    ],
    "INT": [
        "The programme of the channel was pulled off the air an hour before broadcast.",
        "The akimat demanded that the newspaper remove the article.",
        "The printing house refused to print the issue on orders from above.",
    ],
    "PRP": [
        "Officers carried out a search at the editorial office and took away hard drives.",
        "The windows of the editor's car were smashed at night.",
        "The reporter's recorder was seized and has not been returned.",
    ],
    "SMR": [
        "The deputy called the journalists paid provocateurs.",
        "Leaflets calling the editor a traitor were pasted on the fences.",
        "Bots flooded her page with insults after the report.",
    ],
    "IMP": [
        "Swindlers use the face of a newsreader to advertise a casino.",
        "A fake account in the name of the newspaper collects money.",
        "The anchor never recorded this clip, it was made by a neural network.",
    ],
    "ACC": [
        "The ministry left four requests of the newspaper unanswered.",
        "The department refused to provide the portal with the figures, citing official use.",
        "Instead of an answer the editors received a formal reply.",
    ],
    "DSC": [
        "The foreign ministry did not renew the accreditation of the radio's correspondents.",
        "Only state channels were admitted to the briefing.",
        "The reporter was not on the list and was kept outside.",
    ],
    "CRT": [
        "The judge declared the hearing closed and the press was sent out.",
        "The case of the former akim was heard behind closed doors.",
        "Bailiffs did not let reporters into the courtroom.",
    ],
    "BLK": [
        "The site of the newspaper does not open without a VPN.",
        "Access to the portal has been restricted by the ministry.",
        "The page of the channel was removed after mass complaints.",
    ],
    "CLS": [
        "The court suspended the publication of the weekly for three months.",
        "The last issue of the newspaper came out on Friday.",
        "The ministry annulled the registration certificate of the magazine.",
    ],
    "CYB": [
        "The portal lay under a powerful DDoS attack all day.",
        "Somebody took over the Telegram account of the editor.",
        "The server of the news agency was flooded with junk requests.",
    ],
    "CRM": [
        "A pre-trial investigation under article 274 was opened against the blogger.",
        "The editor was found guilty of inciting discord.",
        "The journalist has been put on the wanted list.",
    ],
    "CIV": [
        "The businessman demands a refutation and two million tenge in moral damage from the newspaper.",
        "A suit to protect honour and dignity was filed against the reporter.",
        "The company took the outlet to court over an article.",
    ],
    "ADM": [
        "A protocol on petty hooliganism was drawn up against the reporter.",
        "The blogger must pay 50 MCI.",
        "The correspondent was punished under article 456-2 of the code on administrative offences.",
    ],
    "ECO": [
        "The presenter was forced to write a letter of resignation.",
        "Advertisers withdrew from the newspaper after calls from the akimat.",
        "The landlord terminated the lease of the newsroom.",
    ],
    "BOR": [
        "Border guards took the reporter off the plane and put her on a flight home.",
        "The correspondent was banned from entry for five years.",
        "The freelancer's residence permit was revoked and he was deported.",
    ],
    "SRC": [
        "The investigator wanted to know who had leaked the minutes to the newspaper.",
        "The court ordered the editor to disclose her source.",
        "Prosecutors demanded that the portal hand over the correspondence with an informant.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ACTS.items() for text in texts])
def test_an_act_is_found_in_the_words_papers_use_for_it(code: str, text: str) -> None:
    assert code in acts(text), acts(text)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ACTS.items() for text in texts])
def test_each_act_stands_beside_somebody_or_something_of_the_press(code: str, text: str) -> None:
    if code != "CRT" or "press" in text or "reporters" in text:
        assert [word for word in living(text) if word not in ("site", "page", "account")] or "her page" in text


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("A newsreader of the city channel stayed at home.", "newsreader"),
        ("Two persons with video equipment were seen near the tailings pond.", "persons with video"),
        ("He runs the Telegram channel of the village.", "runs the Telegram channel"),
        ("A woman who introduced herself as a press representative came to the gate.", "introduced herself as a press"),
        ("Her press card was in the bag.", "press card"),
        ("Documentary makers came to the lake.", "Documentary makers"),
        ("An employee of the channel stood at the door.", "employee of the channel"),
        ("Oral News wrote about the bridge.", "Oral News"),
        ("Ertis Aqparat wrote about the bridge.", "Aqparat"),
        ("The driver's cabin belonged to our colleague.", "our colleague"),
    ],
)
def test_the_press_is_found_where_nobody_is_called_a_journalist(text: str, who: str) -> None:
    assert any(who in found for found in living(text)), living(text)


@pytest.mark.parametrize(
    "text",
    [
        "The governor told journalists that the dam would hold.",
        "The rector answered questions from reporters.",
        "The statement was read out at a press conference.",
        "Reporters were shown the new ward.",
        "The correspondent of the agency reports from the spot.",
        "Twelve journalists present heard the speech.",
        "A course for young journalists opens in spring.",
        "The union of journalists gave a concert.",
    ],
)
def test_the_press_that_only_listens_is_no_victim(text: str) -> None:
    assert [found for found in living(text) if found.lower() not in ("agency",)] == []


def test_a_journalist_who_speaks_of_what_happened_to_her_is_still_one() -> None:
    assert living("The reporter said a guard hit her.") == ["reporter"]


def test_a_journalist_named_with_her_work_is_no_messenger() -> None:
    assert living("The journalist who covered mine safety lies in hospital.") == ["journalist"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Reporters worked without hindrance.", "OBS"),
        ("He had a heart attack on stage.", "ATT"),
        ("The boy was placed in the custody of his grandmother after child custody talks.", "DET"),
        ("A suspended ceiling fell in the school.", "CLS"),
        ("The highway is closed to traffic because of snow.", "CLS"),
        ("He took into account the threat of floods.", "THR"),
        ("An ice source of water was found.", "SRC"),
        ("The striker hit a record and beat the champions.", "ATT"),
    ],
)
def test_what_only_sounds_like_an_act_is_not_read_as_one(text: str, code: str) -> None:
    assert code not in acts(text)


@pytest.mark.parametrize(
    "text", ["A crane operator drank tea.", "Speed cameras were put up.", "The letters to the editor fill a drawer.", "Press the button."]
)
def test_what_only_sounds_like_the_press_is_not_read_as_it(text: str) -> None:
    assert living(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The reporter has not been detained.", "DET"),
        ("Nobody was beaten.", "ATT"),
        ("The editor left without being questioned.", "SUM"),
        ("The blogger avoided being arrested.", "ARR"),
    ],
)
def test_a_denied_act_hardly_counts(text: str, code: str) -> None:
    assert code not in acts(text)


def test_a_denial_that_is_the_act_itself_counts_in_full() -> None:
    assert "OBS" in acts("The crew was not allowed to enter the plant.")
    assert "DSC" in acts("The radio was denied the accreditation it had asked for.")


def test_the_month_of_may_makes_nothing_doubtful() -> None:
    assert [cue.damp for cue in read("On 12 May police detained a reporter.").cues if cue.code == "DET"][0] == 1.0
    assert [cue.damp for cue in read("Police may be ready if a reporter is detained.").cues if cue.code == "DET"][0] < 1.0


def test_a_police_station_is_no_station_that_is_masked() -> None:
    assert "DET" in acts("The stringer was taken to the police station.")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The case was closed for want of a crime.", "dropped"),
        ("The investigation has been discontinued.", "dropped"),
        ("Police refused to register the complaint.", "refused"),
        ("His statement was returned, since inspectors saw no threat in it.", "refused"),
        ("The appeal court quashed the fine.", "acquitted"),
        ("The jury found the editor not guilty.", "acquitted"),
        ("The guard was sentenced to a suspended term.", "convicted"),
        ("The driver was fined 20 MCI.", "convicted"),
        ("The reporter herself was to blame, as she had not worn a vest.", "victim_blamed"),
        ("The spokesman spoke of a provocation.", "victim_blamed"),
        ("A pre-trial inquiry has been registered.", "investigating"),
        ("Detectives are searching for the attackers.", "investigating"),
    ],
)
def test_what_came_of_it_is_found(text: str, outcome: str) -> None:
    assert outcome in codes_of("outcome", text)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Policemen led him away.", "law_enforcement"),
        ("The magistrate sent the audience out.", "court"),
        ("A bouncer stood in the way.", "security_guard"),
        ("The deputy akim swore.", "state_official"),
        ("The contractor sent lawyers.", "business"),
        ("Trolls wrote all night.", "online_user"),
        ("Unknown men waited in the yard.", "private_person"),
        ("Moscow gave no reason.", "foreign_state"),
    ],
)
def test_who_did_it_is_found(text: str, actor: str) -> None:
    assert actor in codes_of("actor", text)


@pytest.mark.parametrize(
    "text",
    [
        "The cassation board heard the complaint.",
        "The inquiry has been extended for a third month.",
        "The ban on the site was lifted.",
        "The attacker was found after a year.",
        "Her laptop was returned two months later.",
        "The court upheld the verdict.",
        "There is still no suspect.",
    ],
)
def test_news_of_an_earlier_event_is_known_by_its_words(text: str) -> None:
    assert read(text).of("followup")


@pytest.mark.parametrize(
    "text",
    [
        "Monitors recorded nine attacks in the quarter.",
        "The country fell four places in the press freedom index.",
        "The annual report names no outlet.",
    ],
)
def test_statistics_are_known_by_their_words(text: str) -> None:
    assert read(text).of("report")


@pytest.mark.parametrize(
    "text",
    [
        "The jury gave her a diploma.",
        "The exhibition opens in the museum.",
        "The goalkeeper saved the match.",
        "She retired to her orchard.",
        "He died after a long illness.",
    ],
)
def test_articles_about_other_things_are_known_by_their_words(text: str) -> None:
    assert read(text).of("topic")


def test_every_row_says_what_it_is_for_where_it_names_press_or_act() -> None:
    silent = [
        number for number, cells in read_rows(TABLE, 5) if cells[0] in ("press", "cue", "sure", "frame", "mask", "outcome", "actor") and not cells[4]
    ]
    assert silent == []


EVERYWHERE = """the of to in a and is was on for as at by from it with he that are be had has were they his her i you we"""
COMMON = frozenset(EVERYWHERE.split())


def test_no_pattern_begins_with_a_word_that_every_sentence_has() -> None:
    slow = [
        (number, pattern)
        for number, cells in read_rows(TABLE, 5)
        if cells[0] not in ("footer", "month", "day")
        for pattern in cells[3].split(";")
        if COMMON & set(pattern.split()[0].split("|"))
    ]
    assert slow == []


@given(
    st.lists(
        st.sampled_from(["press", "card", "police", "station", "not", "closed", "'s", "2", "denied", "{press}", "~3", "|", "editor", "\n", "."]),
        max_size=60,
    )
)
def test_any_heap_of_words_is_read_and_marks_stay_inside_it(words: list[str]) -> None:
    marks = read(" ".join(words))
    count = len(marks.words.forms)
    assert all(0 <= mention.start < mention.end <= count for mention in marks.press)
    assert all(0 <= cue.start < cue.end <= count and 0 <= cue.damp <= 1 for cue in marks.cues)

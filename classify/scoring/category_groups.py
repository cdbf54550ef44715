"""The eleven coarse classes of incidents and the codes that each unites: a reader tells them apart without knowing the vocabulary, and the gold set is labelled by them."""

COARSE = {
    "killing": "KIL", "attack": "TOR ATT", "threat": "THR", "detention": "DET ARR", "prosecution": "SUM CRM CIV ADM", "surveillance": "SUR",
    "interference": "OBS INT ACC CRT", "property": "PRP", "accreditation": "DSC", "censorship": "BLK CLS CYB", "other": "DIS SMR IMP ECO BOR SRC",
}  # fmt: skip
COARSE_OF = {code: coarse for coarse, codes in COARSE.items() for code in codes.split()}

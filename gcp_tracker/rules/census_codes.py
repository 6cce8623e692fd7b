"""The codes of the Department for Education’s children in need census, with short words of our own for people.

Source: the department’s code sets for the census (ethnicity from its common basic data set). A code that a later census
drops stays here, since older returns still carry it.
"""

ETHNICITIES: dict[str, str] = {
    "WBRI": "White British",
    "WIRI": "White Irish",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy or Roma",
    "WOTH": "Any other White background",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "CHNE": "Chinese",
    "BCRB": "Black Caribbean",
    "BAFR": "Black African",
    "BOTH": "Any other Black background",
    "OOTH": "Any other ethnic group",
    "REFU": "Did not want to say",
    "NOBT": "Not yet asked",
}

# NONE says that the child has no disability; it never stands beside another code.
NO_DISABILITY = "NONE"
DISABILITIES: dict[str, str] = {
    NO_DISABILITY: "no disability",
    "MOB": "moving about",
    "HAND": "using hands",
    "PC": "looking after oneself",
    "INC": "continence",
    "COMM": "communicating",
    "LD": "learning",
    "HEAR": "hearing",
    "VIS": "sight",
    "BEH": "behaviour",
    "CON": "fits or loss of consciousness",
    "AUT": "autism",
    "DDA": "another disability",
}

PRIMARY_NEEDS: dict[str, str] = {
    "N1": "abuse or neglect",
    "N2": "the child’s disability or illness",
    "N3": "a parent’s disability or illness",
    "N4": "family in acute stress",
    "N5": "difficulties in family life",
    "N6": "the child’s behaviour towards others",
    "N7": "low income",
    "N8": "parents absent",
    "N9": "not a child in need",
    "N0": "not stated",
}

CLOSURE_REASONS: dict[str, str] = {
    "RC1": "adopted",
    "RC2": "died",
    "RC3": "child arrangements order",
    "RC4": "special guardianship order",
    "RC5": "moved to another authority’s services",
    "RC6": "moved to adult social care",
    "RC7": "help ended for another reason",
    "RC8": "closed after assessment, nothing further needed",
    "RC9": "closed after assessment, early help to follow",
}

# Files up to 2022 use the numbers of the older gender field (0 not known, 9 not stated).
OLDER_GENDERS: dict[str, str] = {"1": "M", "2": "F", "0": "U", "9": "U"}
SEXES: dict[str, str] = {"M": "M", "F": "F", "U": "U"} | OLDER_GENDERS

# A category of abuse is one of rules.vocabulary.AbuseCategory. This older code is read as "multiple".
OLDER_CATEGORIES: dict[str, str] = {"MULT": "MUL"}

"""What a young person is told of an item of our graded care profile, in words said to a child and never about one.

A worker reads, changes and approves every sentence before a pack says it.
"""

from __future__ import annotations

from gcp_tracker.rules.instrument import Instrument, Item

OURS = "graded-care"
# Of an item: what goes well, after “We think”; and what is wanted, after “We want”.
_TOLD: dict[str, tuple[str, str]] = {
    "nutrition_quality": ("you have good food to eat", "you to have good food every day"),
    "nutrition_quantity": ("there is enough for you to eat", "there to be enough for you to eat every day"),
    "nutrition_preparation": ("there are proper meals for you", "there to be proper meals for you"),
    "nutrition_mealtimes": ("you have good times at meals", "you to have calm meals, shared with others"),
    "housing_repair": ("things in your home work and are safe", "what is broken in your home to be mended"),
    "housing_decoration": ("your home is clean and cared for", "your home to be clean and cared for"),
    "housing_facilities": (
        "you have warmth, water, a kitchen and a good bed",
        "you to have warmth, water, a kitchen that works and a good bed",
    ),
    "clothing_weather": ("you have clothes for all weathers", "you to have clothes for all weathers"),
    "clothing_fit": ("your clothes and shoes fit you", "you to have clothes and shoes that fit"),
    "clothing_care": ("your clothes are clean and whole", "your clothes to be clean and whole"),
    "hygiene": ("you can wash and feel clean", "you to be able to wash, brush your teeth and feel clean"),
    "health_help": ("somebody gets help when you are ill", "somebody to get help when you are ill"),
    "health_advice": (
        "the grown-ups do what the doctor or nurse says you need",
        "the grown-ups to do what the doctor or nurse says you need",
    ),
    "health_checks": (
        "you get to your check-ups, the dentist and your jabs",
        "you to get to your check-ups, the dentist and your jabs",
    ),
    "health_condition": ("you get the care that your health needs", "you to get all the care that your health needs"),
    "presence_noticing": (
        "the grown-ups notice when something is not safe for you",
        "the grown-ups to notice when something is not safe for you",
    ),
    "presence_prevention": ("the grown-ups keep danger away from you", "the grown-ups to keep danger away from you"),
    "presence_roads": ("you are safe on and near roads", "you to be safe on and near roads"),
    "presence_home": ("things at home are safe for you", "things at home to be safe for you"),
    "absence": (
        "somebody safe is there for you when the grown-ups go out",
        "somebody safe to be there for you when the grown-ups go out",
    ),
    "online": ("you have help to be safe online", "you to have help to be safe online"),
    "response_tuning": ("somebody at home notices how you feel", "somebody at home to notice how you feel"),
    "response_timing": ("somebody comes when you need them", "somebody to come when you need them"),
    "response_manner": ("people at home answer you kindly", "people at home to answer you kindly"),
    "engagement_beginning": (
        "people at home come to you to talk and do things together",
        "people at home to come to you, to talk and do things together",
    ),
    "engagement_quality": ("you have good times together at home", "you to have more good times together at home"),
    "stimulation_play": ("you have time and help to play and learn", "you to have time and help to play and learn"),
    "stimulation_talk": ("people at home play and talk with you", "people at home to play and talk with you"),
    "stimulation_toys": ("you have toys and books", "you to have toys and books"),
    "stimulation_outings": ("you get to go out and see places", "you to go out and see places more often"),
    "stimulation_days": (
        "your birthday and other special days are kept",
        "your birthday and other special days to be kept",
    ),
    "stimulation_school": (
        "you have the help with school that you need",
        "you to have the help with school that you need",
    ),
    "stimulation_hobbies": (
        "you have time for sport and other things you like",
        "you to have time for sport and other things you like",
    ),
    "stimulation_friends": ("you can see your friends", "you to be able to see your friends"),
    "stimulation_things": (
        "you have what you need for school and play",
        "you to have what you need for school and play",
    ),
    "approval": ("people at home tell you what you do well", "people at home to tell you what you do well"),
    "disapproval": ("the rules you have at home are fair and kind", "the rules you have at home to be fair and kind"),
    "acceptance": ("you belong, and people at home show it", "you to feel that you belong, every day"),
}


def going_well_words(instrument: Instrument, item: Item) -> str:
    """Of another instrument there are no words here: its own title then."""
    told = _told(instrument, item)
    return f"We think {told[0]}." if told else f"{item.title}: we think this is going well for you."


def wanted_words(instrument: Instrument, item: Item) -> str:
    """With whose work it is: a child must not take it for theirs."""
    told = _told(instrument, item)
    wanted = f"We want {told[1]}." if told else f"{item.title}: we want this to be better for you."
    return f"{wanted} It is for the grown-ups to change it, not for you."


def _told(instrument: Instrument, item: Item) -> tuple[str, str] | None:
    return _TOLD.get(item.key) if instrument.key == OURS else None

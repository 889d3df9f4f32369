"""Words that mean that somebody may die. They put a report first; a person looks at it at once.

The list errs on the side of safety: "nobody is trapped" counts too, for reading one report too many costs a minute.
Spelling mistakes are not caught: the form also asks the question outright.
"""

import re

WORDS = (
    # breathing, heart, consciousness
    r"(?:can'?t|can ?not|cannot|unable to|struggling to|hard to|not|stopped) breathe?(?:ing)?",
    r"trouble breathing|difficulty breathing|chok(?:e|ed|ing)",
    r"chest pains?|pains? in (?:the|his|her|my|their) chest|heart attack|cardiac arrest|no pulse",
    r"(?:having|had|has had|suspected|maybe|may be) a stroke|face (?:has )?dropped",
    r"unconscious|unresponsive|not responding|won'?t wake(?: up)?|collapsed|passed out",
    r"anaphyla\w+|seizures?|having a fit",
    # injury and poison
    r"bleeding|overdos(?:e|ed|ing)|poisoned|carbon monoxide|electrocuted|hypothermi[ac]",
    # water, fire, gas, buildings
    r"drown(?:ed|ing)?|swept away|(?:stuck|stranded) (?:in|on) (?:the|a|my|his|her|our|their) (?:car|van|roof|water)",
    r"trapped|(?:water|flood) is (?:still )?rising|water up to (?:my|his|her|our|their) (?:waist|chest|neck)",
    r"(?:house|home|flat|kitchen|building|roof|car) (?:is )?on fire|smell(?:s|ing)?(?: of)? gas|gas leak",
    r"(?:power|live) (?:line|cable)s? (?:is |are )?down|building collapse",
    # equipment that keeps somebody alive
    r"(?:oxygen|ventilator|dialysis)[^.]{0,40}(?:run(?:ning)? out|ran out|fail\w*|stopped|low|off)",
    r"(?:out of|no|ran out of) (?:oxygen|insulin)",
    # harm by oneself or others; dying
    r"suicid\w+|kill (?:my|him|her|them)sel(?:f|ves)|being attacked",
    r"(?:is|are|am|i'?m|be|he'?s|she'?s) dying(?! to)|going to die|giving birth|in labour",
    # Welsh
    r"ddim yn anadlu|methu anadlu|anymwybodol|yn gaeth|boddi|gwaedu|poen yn (?:y|fy|ei) (?:frest|mrest|brest)",
    r"trawiad ar y galon|ar dân|arogl nwy|yn marw",
)

_PATTERN = re.compile(r"\b(?:" + "|".join(WORDS) + r")\b", re.IGNORECASE)


def means_danger(words: str) -> bool:
    """Whether these words may mean danger to life.

    >>> means_danger("Water is rising and my mother is trapped upstairs")
    True
    >>> means_danger("We need sandbags before tonight")
    False
    """
    return bool(_PATTERN.search(words.replace("’", "'")))

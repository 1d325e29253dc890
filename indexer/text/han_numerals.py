"""Numbers in Chinese characters: read, and written.

>>> read_numeral("二十三"), read_digits("二〇二二"), read_printed("廿三"), write_numeral(13), write_digits(2022)
(23, 2022, 23, '十三', '二〇二二')
"""

from __future__ import annotations

#: The digits as years are written; 零 stands for 〇 as well, and 两 for 二 before a measure word.
DIGITS = "〇一二三四五六七八九"
#: Circles that are typed and printed for 〇; the large one is printed for other things as well.
CIRCLES = "○◯"
_VALUES = {**{digit: value for value, digit in enumerate(DIGITS)}, **dict.fromkeys(f"零{CIRCLES}", 0), "两": 2}
#: Twenty and thirty in one character, as dates have them: 廿三日.
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
#: The digits in a class of a regular expression, both zeros among them.
DIGIT_CLASS = f"[零{DIGITS}]"
#: A numeral below 1000 as people write a count, a month or a day.
NUMERAL_CLASS = "[一二两三四五六七八九十百]"


def read_numeral(text: str) -> int | None:
    """The number of a numeral from 一 to 九百九十九; None for any other text."""
    rest, number = text, 0
    for unit, size in (("百", 100), ("十", 10)):
        before, sign, after = rest.partition(unit)
        if sign:
            # 十三 is 13; 百 needs its digit before it.
            digit = 1 if unit == "十" and not before else _VALUES.get(before, 0)
            if not digit:
                return None
            number, rest = number + digit * size, after.removeprefix("零")
    if rest and not 0 < _VALUES.get(rest, 0) < 10:
        return None
    return number + _VALUES.get(rest, 0) or None


def read_digits(text: str) -> int | None:
    """The number that is written digit by digit, 二〇二二 or 二零二二; None for any other text."""
    if not text or not all(map(_VALUES.__contains__, text)):
        return None
    return int("".join(str(_VALUES[character]) for character in text))


def read_printed(text: str) -> int:
    """A number of a date or a page as it is printed, in digits or as a numeral: 13, 十三, 廿三, 二〇二二; else 0."""
    if text.isdecimal():
        return int(text)
    numeral = text.translate(_TENS)
    return (read_numeral if "十" in numeral else read_digits)(numeral) or 0


def write_numeral(number: int) -> str:
    """A number from 1 to 99 as months and days are written: 十, 十三, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def write_digits(number: int) -> str:
    """A number digit by digit, as years are written: 二〇二二."""
    return "".join(DIGITS[int(digit)] for digit in str(number))

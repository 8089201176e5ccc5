"""64 kinds of bytes that somebody calls a text: eight texts, each broken in eight ways. broken_text.h makes the same."""

TEXTS = ("Kostnad äldreomsorg å", "ÅÄÖåäö", "kr/invånare €", "Größe ß", "日本語", "кириллица", "😀 läge 😀", "é ñ")
MEGABYTE = 1 << 20


def broken_texts() -> list[bytes]:
    found = []
    for text in TEXTS:
        whole = text.encode()
        middle = len(whole) // 2
        found += [
            whole[:-1],  # a letter cut off
            whole[-1:] + whole,  # begins with a letter's rest
            bytes(ord(letter) & 0xFF for letter in text),  # ISO-8859-1
            text.encode("utf-16"),
            whole[:middle] + b"\0" + whole,
            b"\xed\xa0\x80" + whole + b"\xc0\xaf\xf5\x80\x80\x80",  # surrogate, overlong, too high
            whole + b"\x1b[31m\r\n{\"\\u0000\xff" + whole[:middle],
            (whole * (MEGABYTE // len(whole) + 1))[:-1],
        ]
    return found

"""Hands on a French or an American keyboard: real key events, with code and key, counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_ROWS = {
    "azerty": {
        "&é\"'(-è_çà)=": "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 "
        "Minus Equal",
        "azertyuiop": "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP",
        "qsdfghjklm": "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon",
        "wxcvbn,;:!*": "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash Backslash",
    },
    "qwerty": {
        "1234567890-=": "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 "
        "Minus Equal",
        "qwertyuiop": "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP",
        "asdfghjkl;": "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon",
        "zxcvbnm,./": "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash",
    },
}
_SHIFTED = {
    "azerty": dict(zip("1234567890+", [*(f"Digit{n}" for n in range(1, 10)), "Digit0", "Equal"]))
    | {".": "Comma", "/": "Period", "?": "KeyM"},
    "qwerty": {"+": "Equal", "*": "Digit8", "?": "Slash", "(": "Digit9", ")": "Digit0"},
}
_NAMED = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "F2": 113}
_MODIFIERS = {"Alt": 1, "Control": 2, "Shift": 8}


def _plain(layout: str) -> dict[str, str]:
    """The code of the key that gives each character without Maj."""
    return {
        char: code
        for chars, codes in _ROWS[layout].items()
        for char, code in zip(chars, codes.split(), strict=True)
    }


@dataclass
class Hands:
    """`hands("15⏎")` presses keys one by one; `count` is what it cost, a chord being one key."""

    page: Any
    layout: str = "qwerty"
    count: int = 0
    _cdp: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._cdp = self.page.context.new_cdp_session(self.page)

    def __call__(self, text: str, *, physical: bool = True) -> None:
        """Type; digits by the top row as a hurried hand does, without Maj where `physical`."""
        for char in text:
            self._char(char, physical)

    def _char(self, char: str, physical: bool) -> None:
        if char == "⏎":
            self.press("Enter")
            return
        plain = _plain(self.layout)
        if char.isdigit() and physical:
            code = f"Digit{char}"
            shown = next(c for c, found in plain.items() if found == code)
            self._send(shown, code, shown, 0)
        elif char in plain:
            self._send(char, plain[char], char, 0)
        else:
            self._send(char, _SHIFTED[self.layout][char], char, _MODIFIERS["Shift"])

    def press(self, chord: str) -> None:
        """A named key or a chord: `Enter`, `Alt+g`, `Control+z`."""
        *held, key = chord.split("+")
        modifiers = sum(_MODIFIERS[name] for name in held)
        if key in _NAMED:
            self._send(key, key, "\r" if key == "Enter" and not held else "", modifiers)
        else:
            self._send(key, _plain(self.layout)[key], "", modifiers)

    def _send(self, key: str, code: str, text: str, modifiers: int) -> None:
        self.count += 1
        number = _NAMED.get(key) or (ord(code[-1]) if code[:3] in ("Key", "Dig") else 0)
        event = {"key": key, "code": code, "modifiers": modifiers, "windowsVirtualKeyCode": number}
        if text:
            event |= {"text": text, "unmodifiedText": text}
        kind = "keyDown" if text else "rawKeyDown"
        self._cdp.send("Input.dispatchKeyEvent", {"type": kind, **event})
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **event, "text": ""})

#!/usr/bin/env python3
"""Draws what a program printed to a terminal as an SVG picture: text and the sixteen ANSI colours, nothing else.

usage: some-command | eng/terminal-to-svg.py TITLE > picture.svg
"""
import re
import sys
from html import escape

COLOURS = dict(zip(range(30, 38), "#5c6370 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #dcdfe4".split()))
COLOURS |= {code + 60: colour for code, colour in COLOURS.items()}
# A cell of DejaVu Sans Mono at 13 px: so even viewers that do not stretch text draw unbroken lines.
WIDTH, HEIGHT, LEFT, TOP = 7.826, 16, 16, 48
TOKEN = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[[0-9;?]*[A-Za-z]")


def style_of(codes, style):
    """The style after an escape sequence: (colour, bold)."""
    colour, bold = style
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code in (38, 48):
            # One of 256: the first sixteen are those of old. Backgrounds are not drawn.
            mode, *rest = codes
            codes = rest[1 if mode == 5 else 3:]
            if code == 38 and mode == 5:
                colour = COLOURS.get(rest[0] + (30 if rest[0] < 8 else 82))
        elif code == 0:
            colour, bold = None, False
        elif code == 1:
            bold = True
        elif code in COLOURS:
            colour = COLOURS[code]
        elif code == 39:
            colour = None
    return colour, bold


def spans(line, style):
    """Yields (column, text, style) of one line, then the style it ends with."""
    column = position = 0
    parts = []
    for token in TOKEN.finditer(line):
        text = line[position:token.start()]
        if text:
            parts.append((column, text, style))
            column += len(text)
        if token.group(1) is not None:
            style = style_of(token.group(1), style)
        position = token.end()
    if line[position:]:
        parts.append((column, line[position:], style))
    return parts, style


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else ""
    lines = [line.rstrip("\n").split("\r")[-1] for line in sys.stdin]
    columns = max([len(TOKEN.sub("", line)) for line in lines] + [40])
    width, height = int(columns * WIDTH + 2 * LEFT), len(lines) * HEIGHT + TOP + 12
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#1e2127"/>',
        '<circle cx="20" cy="18" r="6" fill="#e06c75"/><circle cx="40" cy="18" r="6" fill="#e5c07b"/>'
        '<circle cx="60" cy="18" r="6" fill="#98c379"/>',
        '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#dcdfe4" xml:space="preserve">',
        f'<text x="{width / 2:.0f}" y="22" text-anchor="middle" fill="#5c6370">{escape(title)}</text>',
    ]
    style = (None, False)
    for row, line in enumerate(lines):
        parts, style = spans(line, style)
        for column, text, (colour, bold) in parts:
            look = (f' fill="{colour}"' if colour else "") + (' font-weight="bold"' if bold else "")
            # Each word at its own place: not every viewer stretches text to textLength.
            for word in re.finditer(r"\S+", text):
                x, length = LEFT + (column + word.start()) * WIDTH, len(word.group()) * WIDTH
                out.append(f'<text x="{x:.1f}" y="{TOP + row * HEIGHT}" textLength="{length:.1f}"{look}>{escape(word.group())}</text>')
    out.append("</g></svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main()

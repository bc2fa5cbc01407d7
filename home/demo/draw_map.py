"""Draws the demo's map, as SVG, from the public-domain Natural Earth data in the npm package world-atlas.

Usage: python home/demo/draw_map.py countries-10m.json en > map.svg, then take a picture of it in a browser
at 1600 × 1000 pixels, and keep it as a PNG of 256 colours. The browser joins Arabic letters and takes the fonts named
in FONTS from the machine. Not run by Clarion itself: the finished pictures lie in home/demo/pictures/.
"""

import json
import math
import sys
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 1000
WEST, EAST, NORTH = 115.3, 133.3, 44.75
STANDARD_PARALLEL = 40.5
SCALE = WIDTH / ((EAST - WEST) * math.cos(math.radians(STANDARD_PARALLEL)))

CHINA, NORTH_KOREA, SOUTH_KOREA = "156", "408", "410"

COLOURS = {"sea": "#dde6ea", "land": "#efe9df", CHINA: "#f6f1e8", NORTH_KOREA: "#e3d2b8", SOUTH_KOREA: "#efe7da"}

WORDS = {
    "en": {
        "China": "CHINA",
        "North Korea": "NORTH KOREA",
        "South Korea": "SOUTH KOREA",
        "Russia": "RUSSIA",
        "Yellow Sea": "Yellow Sea",
        "East Sea": "East Sea /|Sea of Japan",
        "Yalu": "Yalu (Amnok)",
        "Tumen River": "Tumen",
        "Beijing": "Beijing",
        "Pyongyang": "Pyongyang",
        "Seoul": "Seoul",
        "Shenyang": "Shenyang",
        "Dandong": "Dandong",
        "Yanji": "Yanji",
        "Tumen": "Tumen",
        "detention": "town with a detention centre",
        "border": "border rivers",
        "km": "200 km",
    },
    "de": {
        "China": "CHINA",
        "North Korea": "NORDKOREA",
        "South Korea": "SÜDKOREA",
        "Russia": "RUSSLAND",
        "Yellow Sea": "Gelbes Meer",
        "East Sea": "Ostmeer /|Japanisches Meer",
        "Yalu": "Yalu (Amnok)",
        "Tumen River": "Tumen",
        "Beijing": "Peking",
        "Pyongyang": "Pjöngjang",
        "Seoul": "Seoul",
        "Shenyang": "Shenyang",
        "Dandong": "Dandong",
        "Yanji": "Yanji",
        "Tumen": "Tumen",
        "detention": "Stadt mit Haftzentrum",
        "border": "Grenzflüsse",
        "km": "200 km",
    },
    "ko": {
        "China": "중국",
        "North Korea": "북한",
        "South Korea": "한국",
        "Russia": "러시아",
        "Yellow Sea": "황해",
        "East Sea": "동해",
        "Yalu": "압록강",
        "Tumen River": "두만강",
        "Beijing": "베이징",
        "Pyongyang": "평양",
        "Seoul": "서울",
        "Shenyang": "선양",
        "Dandong": "단둥",
        "Yanji": "옌지",
        "Tumen": "투먼",
        "detention": "구금시설이 있는 도시",
        "border": "국경을 이루는 강",
        "km": "200 km",
    },
    "ar": {
        "China": "الصين",
        "North Korea": "كوريا الشمالية",
        "South Korea": "كوريا الجنوبية",
        "Russia": "روسيا",
        "Yellow Sea": "البحر الأصفر",
        "East Sea": "البحر الشرقي /|بحر اليابان",
        "Yalu": "نهر يالو (أمنوك)",
        "Tumen River": "نهر تومين",
        "Beijing": "بكين",
        "Pyongyang": "بيونغ يانغ",
        "Seoul": "سيول",
        "Shenyang": "شنيانغ",
        "Dandong": "داندونغ",
        "Yanji": "يانجي",
        "Tumen": "تومين",
        "detention": "مدينة فيها مركز احتجاز",
        "border": "النهران الحدوديان",
        "km": "200 كم",
    },
}

RIGHT_TO_LEFT = {"ar"}

# For countries and seas, and for all else. Noto Sans and Noto Serif have neither Korean nor Arabic letters.
FONTS = {
    "en": ('"Noto Serif","DejaVu Serif",serif', '"Noto Sans","DejaVu Sans",sans-serif'),
    "de": ('"Noto Serif","DejaVu Serif",serif', '"Noto Sans","DejaVu Sans",sans-serif'),
    "ko": ('"Noto Serif CJK KR",serif', '"Noto Sans CJK KR",sans-serif'),
    "ar": ('"Noto Naskh Arabic",serif', '"Noto Sans Arabic",sans-serif'),
}

# name, longitude, latitude, kind, text anchor, shift right, shift down
PLACES = [
    ("Beijing", 116.40, 39.90, "capital", "start", 18, 9),
    ("Pyongyang", 125.75, 39.03, "capital", "end", -18, 9),
    ("Seoul", 126.99, 37.57, "capital", "start", 18, 9),
    ("Shenyang", 123.43, 41.80, "town", "end", -16, 9),
    ("Dandong", 124.39, 40.13, "town", "end", -16, 8),
    ("Yanji", 129.51, 42.90, "town", "end", -14, 4),
    ("Tumen", 129.84, 42.97, "detention", "start", 24, -8),
]
# name, longitude, latitude, turned by degrees, style
AREAS = [
    ("China", 119.6, 43.1, 0, "country"),
    ("North Korea", 127.05, 40.42, 0, "country small"),
    ("South Korea", 128.0, 36.62, 0, "country small"),
    ("Russia", 132.3, 44.0, 0, "country smaller"),
    ("Yellow Sea", 123.95, 37.35, 0, "sea"),
    ("East Sea", 130.9, 39.9, 0, "sea"),
    ("Yalu", 125.62, 41.13, -37, "river"),
    ("Tumen River", 128.62, 42.33, -8, "river"),
]


def project(longitude: float, latitude: float) -> Point:
    """Pixels of a place: equirectangular, true to scale along the standard parallel."""
    return (longitude - WEST) * math.cos(math.radians(STANDARD_PARALLEL)) * SCALE, (NORTH - latitude) * SCALE


def decode_arcs(topology: dict) -> list[list[Point]]:
    """The arcs of a TopoJSON file as longitudes and latitudes."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def rings_of(country: dict) -> list[list[int]]:
    """Every ring of a country, as the numbers of its arcs."""
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def ring_points(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring; a negative number means the arc is run backwards."""
    points: list[Point] = []
    for number in ring:
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    return points


def path(points: list[Point], closed: bool) -> str:
    """SVG path data, leaving out points less than a pixel from the one before."""
    kept: list[Point] = []
    for point in (project(*each) for each in points):
        if not kept or math.dist(kept[-1], point) >= 1:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else "")


def is_in_view(points: list[Point]) -> bool:
    """Whether any point of a ring lies within, or close to, the frame."""
    return any(WEST - 3 < longitude < EAST + 3 and 34 < latitude < NORTH + 3 for longitude, latitude in points)


def draw_countries(countries: list[dict], arcs: list[list[Point]]) -> str:
    """All land in view, each country in its colour."""
    shapes = []
    for country in countries:
        rings = [points for ring in rings_of(country) if is_in_view(points := ring_points(ring, arcs))]
        if rings:
            colour = COLOURS.get(country.get("id", ""), COLOURS["land"])
            shapes.append(f'<path class="land" fill="{colour}" d="{"".join(path(ring, True) for ring in rings)}"/>')
    return "".join(shapes)


def draw_border_rivers(countries: list[dict], arcs: list[list[Point]]) -> str:
    """The border between China and North Korea: it follows the two rivers nearly all the way."""
    numbers = [
        {number if number >= 0 else ~number for ring in rings_of(country) for number in ring}
        for country in countries
        if country.get("id") in {CHINA, NORTH_KOREA}
    ]
    shared = numbers[0] & numbers[1]
    return "".join(f'<path class="border" d="{path(arcs[number], False)}"/>' for number in sorted(shared))


def draw_labels(language: str) -> str:
    """Names of countries, seas, rivers and places, the legend and the scale bar."""
    words = WORDS[language]
    direction = ' direction="rtl"' if language in RIGHT_TO_LEFT else ""
    parts = []
    for name, longitude, latitude, turned, style in AREAS:
        x, y = project(longitude, latitude)
        lines = words[name].split("|")
        spans = "".join(
            f'<tspan x="{x:.0f}" dy="{36 if number else 0}">{escape(line)}</tspan>' for number, line in enumerate(lines)
        )
        turn = f"rotate({turned} {x:.0f} {y:.0f})"
        at = f'{direction} text-anchor="middle" y="{y:.0f}" transform="{turn}"'
        parts.append(f'<text class="{style}"{at}>{spans}</text>')
    for name, longitude, latitude, kind, anchor, right, down in PLACES:
        x, y = project(longitude, latitude)
        parts.append(draw_mark(kind, x, y))
        at = f'text-anchor="{anchor}" x="{x + right:.0f}" y="{y + down:.0f}"'
        parts.append(f'<text class="place {kind}" {at}>{escape(words[name])}</text>')
    parts.append(draw_legend(words, is_mirrored=language in RIGHT_TO_LEFT))
    return "".join(parts)


def draw_legend(words: dict[str, str], is_mirrored: bool) -> str:
    """What the marks mean, and how far 200 kilometres are; the marks stand where a line of text begins."""
    kilometres = 200 / 111.2 * SCALE
    direction = ' direction="rtl"' if is_mirrored else ""

    def at(x: float) -> float:
        return 444 - x if is_mirrored else x

    def line(x: float, y: int, name: str) -> str:
        return f'<text class="legend"{direction} x="{at(x):.0f}" y="{y}">{escape(words[name])}</text>'

    bar = f"M{at(4):.0f} 86v10H{at(4 + kilometres):.0f}v-10"
    return (
        '<g transform="translate(64 838)"><rect x="-28" y="-46" width="500" height="166" rx="6" fill="#fffdf9"/>'
        f"{draw_mark('detention', at(24), 0)}{line(66, 9, 'detention')}"
        f'<path class="border" d="M{at(4):.0f} 44H{at(44):.0f}"/>{line(66, 53, "border")}'
        f'<path d="{bar}" fill="none" stroke="#2b2a28" stroke-width="2.5"/>{line(kilometres + 20, 99, "km")}</g>'
    )


def draw_mark(kind: str, x: float, y: float) -> str:
    """The sign of a place: a ring for a capital, a dot for a town, a ringed dot for the detention centre."""
    if kind == "detention":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="19" fill="none" stroke="#9a2d1c" stroke-width="2.5"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#9a2d1c"/>'
        )
    if kind == "capital":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#fffdf9" stroke="#2b2a28" stroke-width="4"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#2b2a28"/>'


STYLE = """
text{font-family:$sans;fill:#2b2a28}
text{paint-order:stroke;stroke:#fffdf9;stroke-width:5;stroke-opacity:.75;stroke-linejoin:round}
.land{stroke:#b9ac97;stroke-width:1.2;stroke-linejoin:round}
.border{fill:none;stroke:#2d6f93;stroke-width:5;stroke-linecap:round;stroke-linejoin:round}
.country{font-family:$serif;font-size:44px;letter-spacing:14px;fill:#6c5f4c;stroke:none}
.country.small{font-size:29px;letter-spacing:5px}
.country.smaller{font-size:25px;letter-spacing:3px}
.sea{font-family:$serif;font-style:italic;font-size:30px;fill:#56788a;stroke:none}
.river{font-family:$serif;font-style:italic;font-size:26px;fill:#1f5876}
.place{font-size:30px}.capital{font-weight:600}.place.detention{font-weight:700;fill:#9a2d1c;font-size:34px}
.legend{font-size:27px;stroke:none}
"""
# Neither script has italics, and Arabic letters join.
STYLE_OF_LANGUAGE = {
    "ko": ".sea,.river{font-style:normal}",
    "ar": ".sea,.river{font-style:normal}.country,.country.small,.country.smaller{letter-spacing:0}",
}


def style_of(language: str) -> str:
    """The style sheet of the map, with the fonts of the language."""
    serif, sans = FONTS[language]
    return Template(STYLE).substitute(serif=serif, sans=sans) + STYLE_OF_LANGUAGE.get(language, "")


def draw_map(topology: dict, language: str) -> str:
    """The whole map as an SVG document."""
    countries = topology["objects"]["countries"]["geometries"]
    arcs = decode_arcs(topology)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<style>{style_of(language)}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="{COLOURS["sea"]}"/>'
        f"{draw_countries(countries, arcs)}{draw_border_rivers(countries, arcs)}{draw_labels(language)}</svg>"
    )


if __name__ == "__main__":
    source, chosen_language = sys.argv[1:]
    sys.stdout.write(draw_map(json.loads(Path(source).read_text(encoding="utf-8")), chosen_language))

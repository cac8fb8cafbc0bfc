"""Which camera moves a text names: "pans slowly to the left" is one move, not two that cancel out.

A move is a verb and, within a few words of it, a direction. A direction without a verb is where
something stands.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+|[.;:!?]")
_WINDOW = 7
"""words after a verb in which its direction may stand; one before it counts as well"""
_ASIDE = {"left": "pan_left", "leftward": "pan_left", "leftwards": "pan_left",
          "right": "pan_right", "rightward": "pan_right", "rightwards": "pan_right"}  # fmt: skip
_UPRIGHT = {"up": "tilt_up", "upward": "tilt_up", "upwards": "tilt_up", "skyward": "tilt_up",
            "down": "tilt_down", "downward": "tilt_down", "downwards": "tilt_down"}  # fmt: skip
_ALONG = {
    **dict.fromkeys(
        ("in", "into", "closer", "toward", "towards", "forward", "forwards"), "zoom_in"
    ),
    **dict.fromkeys(("out", "back", "backward", "backwards", "away"), "zoom_out"),
}
_ANY = {**_ASIDE, **_UPRIGHT, "closer": "zoom_in", "forward": "zoom_in", "backwards": "zoom_out"}
_VERBS: tuple[tuple[str, dict[str, str], str], ...] = (
    (r"zoom(s|ed|ing)?|push(es|ed|ing)?", _ALONG, "zoom_in"),
    (r"pull(s|ed|ing)?", _ALONG, ""),
    (r"doll(y|ys|ies|ied|ying)", {**_ALONG, **_ASIDE}, "zoom_in"),
    (r"(pan|track|sweep)(s|n?ed|n?ing)?|follow(s|ed|ing)?", {**_ASIDE, **_UPRIGHT}, "pan_right"),
    (r"(tilt|crane|boom|jib|pedestal)(s|ed|ing)?|craning", _UPRIGHT, "tilt_up"),
    (r"truck(s|ed|ing)?", _ASIDE, ""),
    (r"(move|glide|slide|travel|drift|shift|float)(s|d)?", _ANY, ""),
    (r"(mov|glid|slid|travell?|drift|shift|float|fly)ing|movement|fly|flies", _ANY, ""),
)
"""what a verb looks like, the directions that it takes, and what it means without one"""
_ALONE: tuple[tuple[str, str], ...] = (
    ("zoom_in", r"approach(es|ing)?|closer"),
    ("zoom_out", r"reveal(s|ing)?|retreat(s|ing)?"),
    ("tilt_up", r"ris(e|es|ing)|ascend(s|ing)?|launch(es|ing)?|flying"),
    ("tilt_down", r"descend(s|ing)?|falling"),
    ("orbit", r"orbit(s|ed|ing)?|circl(e|es|ing)|arc(s|ing)?|rotat(e|es|ing)|spin(s|ning)?|360"),
    ("still", r"static|locked|tripod|motionless"),
    ("shake", r"handheld|shaky|shak(e|es|ing)|running|chase|explosion|action"),
)
_LENS = "c[áâa]m[ae]ra|caméra|kamera|panor|schwenk"
_SAID: tuple[tuple[str, str], ...] = (
    ("orbit", r"\baround\b|环绕|環繞|绕着|旋转|回り込|\borbita|autour|\bkreis"),
    ("still", r"camera (is |stays |remains |holds? )?(still|fixed)"),
    ("still", r"(still|fixed) (camera|shot|frame)|固定镜头|镜头固定|固定カメラ"),
    ("shake", r"hand-held|手持|手ブレ"),
    ("pan_left", r"左(へ|に)?(摇|平?移|パン|移動)|向左"),
    ("pan_left", rf"({_LENS}).*(izquierda|esquerda|gauche|links)"),
    ("pan_right", r"右(へ|に)?(摇|平?移|パン|移動)|向右|跟随|跟拍|追踪"),
    ("pan_right", rf"({_LENS}).*(derecha|direita|droite|rechts)"),
    ("zoom_in", r"推进|推近|拉近|前推|推镜|ズームイン|寄って|acerca|aproxima|rapproche|heran"),
    ("zoom_out", r"拉远|拉遠|拉出|后拉|拉镜|ズームアウト|引いて|aleja|afasta|éloigne|entfernt"),
    ("tilt_up", r"上摇|向上|上升|升起|仰拍|ティルトアップ|hacia arriba|para cima|vers le haut"),
    ("tilt_down", r"下摇|向下|下降|ティルトダウン|hacia abajo|para baixo|vers le bas"),
)
"""what is said in several words, or in a script without spaces"""
_OPPOSITE = {"pan_left": "pan_right", "tilt_up": "tilt_down", "zoom_in": "zoom_out"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}


def moves_of(text: str) -> tuple[str, ...]:
    """Keys of moves in the order in which they are named; of two opposite ones only the first."""
    low = text.lower()
    found = [(match.start(), key) for key, said in _SAID for match in re.finditer(said, low)]
    words = [(match.start(), match.group()) for match in _WORD.finditer(low)]
    taken: set[int] = set()
    for place, (start, word) in enumerate(words):
        for verb, directions, alone in _VERBS:
            if re.fullmatch(verb, word):
                key = _directed(words, place, directions) or alone
                if key:
                    found.append((start, key))
                    taken.add(start)
    for start, word in words:
        if start not in taken:
            found += [(start, key) for key, said in _ALONE if re.fullmatch(said, word)]
    moves: list[str] = []
    for _, key in sorted(found):
        if key not in moves and _OPPOSITE.get(key) not in moves:
            moves.append(key)
    return tuple(moves)


def _directed(words: list[tuple[int, str]], place: int, directions: dict[str, str]) -> str:
    """The move that the nearest direction means, in the same sentence and before another verb."""
    for _, word in words[place + 1 : place + 1 + _WINDOW]:
        if word in directions:
            return directions[word]
        if not word[0].isalnum() or any(re.fullmatch(verb, word) for verb, _, _ in _VERBS):
            break
    return directions.get(words[place - 1][1], "") if place else ""

"""Where arms and legs are when somebody runs, jumps, dances, sits, lies down or holds something."""

from __future__ import annotations

from dataclasses import dataclass

Way = tuple[tuple[float, float], tuple[float, float]]
"""elbow and hand from the shoulder, or knee and foot from the hip, by the figure's height"""


@dataclass(frozen=True, slots=True)
class Limbs:
    left_arm: Way
    right_arm: Way
    left_leg: Way = ((-0.005, 0.19), (-0.01, 0.37))
    right_leg: Way = ((0.005, 0.19), (0.01, 0.37))
    lower: float = 0.0
    """how much lower the head is, by the height"""
    skirt: float = 0.37
    """how far a skirt reaches down from the hip"""


STANDING = Limbs(((-0.055, 0.13), (-0.04, 0.27)), ((0.055, 0.13), (0.04, 0.27)))
LIMBS: dict[str, Limbs] = {
    "run": Limbs(((-0.085, 0.1), (-0.02, 0.19)), ((0.09, 0.09), (0.12, -0.02)),
                 ((-0.05, 0.16), (-0.15, 0.25)), ((0.06, 0.15), (0.11, 0.36)), skirt=0.22),
    "jump": Limbs(((-0.08, -0.05), (-0.1, -0.19)), ((0.08, -0.05), (0.1, -0.19)),
                  ((-0.1, 0.12), (-0.06, 0.27)), ((0.1, 0.12), (0.09, 0.29)), skirt=0.2),
    "dance": Limbs(((-0.09, -0.06), (-0.03, -0.2)), ((0.085, 0.03), (0.12, -0.07)),
                   ((-0.01, 0.19), (-0.02, 0.37)), ((0.1, 0.13), (0.15, 0.26)), skirt=0.26),
    "sit": Limbs(((-0.06, 0.12), (-0.02, 0.26)), ((0.06, 0.12), (0.02, 0.26)),
                 ((-0.13, 0.05), (-0.02, 0.115)), ((0.13, 0.05), (0.02, 0.115)), lower=0.25,
                 skirt=0.13),
    "cheer": Limbs(((-0.08, -0.06), (-0.1, -0.2)), ((0.08, -0.06), (0.1, -0.2))),
    "fly": Limbs(((-0.08, 0.02), (-0.115, -0.06)), ((0.07, -0.06), (0.1, -0.2)),
                 ((-0.02, 0.18), (-0.06, 0.35)), ((0.02, 0.17), (-0.01, 0.35))),
    "read": Limbs(((-0.06, 0.12), (0.04, 0.17)), ((0.06, 0.12), (-0.04, 0.17))),
    "cook": Limbs(((-0.055, 0.13), (-0.04, 0.27)), ((0.07, 0.11), (0.05, 0.22))),
}  # fmt: skip

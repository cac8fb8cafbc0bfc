"""Sound effects made from words: recipes by material, and the scene that mixes them."""

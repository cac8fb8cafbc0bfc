"""One page with what every model makes: `make gallery`, then open `gallery-output/index.html`."""

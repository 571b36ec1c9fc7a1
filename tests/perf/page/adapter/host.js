// Nobody: the host page alone, to know what it costs by itself.

window.adapter = { start() {}, stop() {}, card() {}, hole() {}, next() {} };

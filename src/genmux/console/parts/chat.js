// A conversation. It lives in this tab: the server is told all of it with each question and keeps none.
const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
function inline(text) {
  const codes = [];
  return escape(text)
    .replace(/`([^`]+)`/g, (_, code) => `\u0000${codes.push(code) - 1}\u0000`)
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*/g, "$1<em>$2</em>")
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>')
    .replace(/\u0000(\d+)\u0000/g, (_, n) => `<code>${codes[n]}</code>`);
}
// As much Markdown as models write: everything is escaped first, so nothing of theirs becomes markup.
function markdown(text) {
  const out = [];
  let list = null, paragraph = [];
  const flush = () => {
    if (paragraph.length) out.push(`<p>${paragraph.map(inline).join("<br>")}</p>`);
    if (list) out.push(`<${list.tag}>${list.rows.map((row) => `<li>${inline(row)}</li>`).join("")}</${list.tag}>`);
    paragraph = [];
    list = null;
  };
  const lines = text.split("\n");
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n];
    if (line.startsWith("```")) {
      flush();
      const code = [];
      while (++n < lines.length && !lines[n].startsWith("```")) code.push(lines[n]);
      out.push(`<pre tabindex="0"><code>${escape(code.join("\n"))}</code></pre>`);
      continue;
    }
    const heading = /^(#{1,4})\s+(.*)/.exec(line);
    const row = /^\s*(?:([-*•])|\d+[.)])\s+(.*)/.exec(line);
    if (heading) { flush(); out.push(`<p class="heading">${inline(heading[2])}</p>`); }
    else if (row) {
      const tag = row[1] ? "ul" : "ol";
      if (paragraph.length || (list && list.tag !== tag)) flush();
      list ??= { tag, rows: [] };
      list.rows.push(row[2]);
    } else if (!line.trim()) flush();
    else { if (list) flush(); paragraph.push(line); }
  }
  flush();
  return out.join("");
}
const KEPT = "genmux-chat";
const DRAFT = "genmux-chat-draft";

export default {
  props: { models: Array, model: String, words: Object, token: String, bases: Array, may: Boolean },
  emits: ["ask", "stop"],
  data: () => ({ chosen: "", messages: [], text: "", files: [], system: "", effort: "", tools: "", search: false, busy: false, problem: "", uploading: 0, results: {}, over: false }),
  // Where there is a keyboard, one may write at once.
  mounted() { if (matchMedia("(hover: hover)").matches) this.$refs.text?.focus({ preventScroll: true }); },
  created() {
    this.chosen = this.model;
    try { Object.assign(this, JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"), this.model ? { chosen: this.model } : {}); } catch { /* begins anew */ }
    try { this.text = sessionStorage.getItem(DRAFT) ?? ""; } catch { /* begins empty */ }
    if (!this.models.some((one) => one.id === this.chosen)) this.chosen = this.models[0]?.id ?? "";
  },
  watch: {
    text(text) { try { sessionStorage.setItem(DRAFT, text); } catch { /* no room */ } },
  },
  computed: {
    current() { return this.models.find((one) => one.id === this.chosen) ?? {}; },
    callsFunctions() { return !!this.current.tools?.includes("functions"); },
    takesFiles() { return (this.current.accepts ?? []).length > 0; },
    accept() { return (this.current.accepts ?? []).map((kind) => `${kind}/*`).join(","); },
    waiting() {
      const last = this.messages[this.messages.length - 1];
      return !this.busy && last?.calls?.length ? last.calls.filter((call) => call.result === undefined) : [];
    },
    toolList() {
      if (!this.tools.trim() || !this.callsFunctions) return [];
      try {
        const found = JSON.parse(this.tools);
        return (Array.isArray(found) ? found : [found]).map((one) => (one.function ? one : { type: "function", function: one }));
      } catch { return null; }
    },
  },
  methods: {
    markdown,
    w(key, values = {}) { return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? ""); },
    keep() {
      const { chosen, messages, system, effort, tools, search } = this;
      try { sessionStorage.setItem(KEPT, JSON.stringify({ chosen, messages, system, effort, tools, search })); } catch { /* too long to keep */ }
    },
    shown(url) {
      for (const base of this.bases) if (url.startsWith(base + "/files/")) return url.slice(base.length);
      return url;
    },
    pretty(text) { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } },
    send() {
      const text = this.text.trim();
      if ((!text && !this.files.length) || this.busy || this.uploading || this.waiting.length) return;
      this.messages.push({ role: "user", text, files: this.files });
      this.text = "";
      this.files = [];
      this.ask();
    },
    ask() {
      if (this.toolList === null) { this.problem = this.w("tools_wrong"); return; }
      this.problem = "";
      this.busy = true;
      this.$refs.options.open = false;
      const messages = this.system.trim() ? [{ role: "system", content: this.system.trim() }] : [];
      for (const m of this.messages) {
        if (m.role === "user") {
          const parts = m.files.map(({ url, kind }) => ({ type: `${kind}_url`, [`${kind}_url`]: { url } }));
          messages.push({ role: "user", content: parts.length ? [...(m.text ? [{ type: "text", text: m.text }] : []), ...parts] : m.text });
          continue;
        }
        if (m.failed) continue;
        const calls = (m.calls ?? []).map((c) => ({ id: c.id, type: "function", function: { name: c.name, arguments: c.arguments || "{}" } }));
        messages.push({ role: "assistant", content: m.text, ...(calls.length ? { tool_calls: calls } : {}) });
        for (const c of m.calls ?? []) messages.push({ role: "tool", tool_call_id: c.id, content: c.result ?? "" });
      }
      const tools = [...this.toolList, ...(this.search && this.current.tools?.includes("web_search") ? [{ type: "function", function: { name: "web_search" } }] : [])];
      this.messages.push({ role: "assistant", model: this.current.title, text: "", thought: "", calls: [], usage: null });
      this.$emit("ask", { model: this.chosen, messages, ...(tools.length ? { tools } : {}), ...(this.effort ? { reasoning_effort: this.effort } : {}) });
      this.down(true);
    },
    answer(message) {
      for (const call of message.calls) call.result ??= this.results[call.id] ?? "";
      this.ask();
    },
    again() {
      while (this.messages.length && this.messages[this.messages.length - 1].role === "assistant") this.messages.pop();
      if (this.messages.length) this.ask();
    },
    // The server's part: pieces as they come.
    piece(piece) {
      const last = this.messages[this.messages.length - 1];
      if (!last || last.role !== "assistant") return;
      last.text += piece.text ?? "";
      last.thought += piece.thought ?? "";
      for (const call of piece.calls ?? []) {
        const known = (last.calls[call.index] ??= { id: "", name: "", arguments: "" });
        known.id ||= call.id ?? "";
        known.name ||= call.name ?? "";
        known.arguments += call.arguments ?? "";
      }
      this.down(false);
    },
    done(about) {
      const last = this.messages[this.messages.length - 1];
      if (last?.role === "assistant") Object.assign(last, about);
      this.busy = false;
      this.keep();
      this.down(false);
      this.$nextTick(() => this.$refs.text?.focus());
    },
    failed(text) {
      const last = this.messages[this.messages.length - 1];
      if (last?.role === "assistant" && !last.text && !last.calls.length) this.messages.pop();
      this.problem = text;
      this.busy = false;
      this.keep();
    },
    clear() { this.messages = []; this.problem = ""; this.keep(); this.$refs.text?.focus(); },
    down(always) {
      const page = document.scrollingElement;
      if (always || page.scrollHeight - page.scrollTop - innerHeight < 240) this.$nextTick(() => page.scrollTo({ top: page.scrollHeight }));
    },
    grow(event) {
      event.target.style.height = "auto";
      event.target.style.height = `${Math.min(event.target.scrollHeight + 2, 320)}px`;
    },
    enter(event) { if (!event.isComposing) { event.preventDefault(); this.send(); } },
    paste(event) {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length && this.takesFiles) { event.preventDefault(); this.take(files); }
    },
    async take(files) {
      for (const file of files) {
        const kind = file.type.split("/")[0];
        if (!(this.current.accepts ?? []).includes(kind)) { genmux.toast(this.w("wrong_kind", { name: file.name }), "bad"); continue; }
        this.uploading++;
        try {
          const form = new FormData();
          form.append("uploadPath", "console");
          form.append("file", file, file.name);
          const reply = await (await fetch("/upload", { method: "POST", body: form, headers: { "X-Genmux-Form": this.token } })).json();
          if (!reply.success) throw new Error(reply.msg);
          this.files.push({ url: reply.data.fileUrl, kind, name: file.name });
        } catch (error) { genmux.toast(`${file.name}: ${error.message}`, "bad"); }
        this.uploading--;
      }
    },
  },
  template: `
    <div class="chat" @dragover.prevent="over = takesFiles" @dragleave="over = false" @drop.prevent="over = false; takesFiles && take([...$event.dataTransfer.files])">
      <div class="chat-head">
        <select class="input" :aria-label="w('model')" v-model="chosen" @change="effort = ''; keep()">
          <option v-for="one in models" :value="one.id">{{ one.title }}</option>
        </select>
        <details ref="options" class="more chat-options"><summary>{{ w('options') }}</summary>
          <div class="chat-panel">
            <div class="field"><label for="chat-system">{{ w('system') }}</label><textarea id="chat-system" class="input" rows="3" v-model="system" @change="keep"></textarea></div>
            <div v-if="current.efforts?.length" class="field"><label for="chat-effort">{{ w('effort') }}</label>
              <select id="chat-effort" class="input" v-model="effort" @change="keep"><option value="">{{ w('usual') }}</option><option v-for="one in current.efforts">{{ one }}</option></select></div>
            <div v-if="callsFunctions" class="field"><label for="chat-tools">{{ w('tools') }}</label><textarea id="chat-tools" class="input mono" rows="5" v-model="tools" spellcheck="false" @change="keep"
              :aria-invalid="toolList === null ? 'true' : null" aria-describedby="chat-tools-help" placeholder='[{"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}]'></textarea>
              <p id="chat-tools-help" class="help">{{ w('tools_help') }}</p><p v-if="toolList === null" class="error" role="alert">{{ w('tools_wrong') }}</p></div>
            <label v-if="current.tools?.includes('web_search')" class="switch"><input type="checkbox" role="switch" v-model="search" @change="keep"><span>{{ w('search') }}</span></label>
          </div>
        </details>
        <button v-if="messages.length" type="button" class="button quiet small" @click="clear" :disabled="busy">{{ w('clear') }}</button>
      </div>

      <div v-if="!messages.length" class="state"><h2>{{ w('empty') }}</h2><p>{{ w('empty_text') }}</p>
        <p v-if="!may" class="note">{{ w('read_only') }}</p><div v-else class="row"><button v-for="n in 3" type="button" class="button small" @click="text = w('idea_' + n); $refs.text.focus()">{{ w('idea_' + n) }}</button></div></div>
      <ol v-else class="talk" role="log" :aria-label="w('talk')" :aria-busy="busy">
        <li v-for="(m, n) in messages" :class="'said ' + m.role">
          <p class="who small soft">{{ m.role === 'user' ? w('you') : m.model }}</p>
          <div v-if="m.files?.length" class="row said-files"><template v-for="file in m.files"><img v-if="file.kind === 'image'" :src="shown(file.url)" :alt="file.name"><video v-else-if="file.kind === 'video'" :src="shown(file.url)" controls :aria-label="file.name"></video><audio v-else :src="shown(file.url)" controls :aria-label="file.name"></audio></template></div>
          <details v-if="m.thought" class="more thought"><summary>{{ w('thought') }}</summary><div class="prose soft" v-html="markdown(m.thought)"></div></details>
          <p v-if="m.role === 'user' && m.text" class="bubble">{{ m.text }}</p>
          <div v-else-if="m.text" class="prose" v-html="markdown(m.text)"></div>
          <div v-for="call in m.calls ?? []" class="tool-call">
            <p class="row"><span class="chip info">{{ w('tool') }}</span><b class="mono">{{ call.name }}</b></p>
            <pre tabindex="0">{{ pretty(call.arguments || '{}') }}</pre>
            <div v-if="call.result !== undefined"><p class="small soft">{{ w('tool_result') }}</p><pre tabindex="0">{{ pretty(call.result) }}</pre></div>
            <div v-else-if="!busy" class="field"><label :for="'call-' + call.id">{{ w('tool_answer') }}</label><textarea class="input mono" rows="2" :id="'call-' + call.id" v-model="results[call.id]"></textarea></div>
          </div>
          <button v-if="n === messages.length - 1 && waiting.length" type="button" class="button primary small" @click="answer(m)">{{ w('tool_send') }}</button>
          <p v-if="m.role === 'assistant' && busy && n === messages.length - 1 && !m.text && !m.thought" class="typing" role="status" :aria-label="w('writing')"><span></span><span></span><span></span></p>
          <p v-if="m.usage" class="small soft number usage">{{ w('usage', { input: m.usage.prompt_tokens, output: m.usage.completion_tokens }) }}<template v-if="m.credits !== undefined"> · {{ w('credits', { credits: m.credits }) }}</template><template v-if="m.stopped"> · {{ w('stopped') }}</template></p>
          <p v-else-if="m.stopped" class="small soft usage">{{ w('stopped') }}</p>
        </li>
      </ol>
      <div v-if="problem" class="note bad row between" role="alert"><span>{{ problem }}</span><button type="button" class="button small" @click="again">{{ w('again') }}</button></div>

      <form v-if="may" class="composer" :class="{ over }" @submit.prevent="send">
        <div v-if="files.length || uploading" class="row said-files"><span v-for="(file, n) in files" class="chip">{{ file.name }} <button type="button" class="bare" :aria-label="w('remove') + ' ' + file.name" @click="files.splice(n, 1)">×</button></span><span v-if="uploading" class="chip accent dot live" role="status">{{ w('uploading') }}</span></div>
        <textarea ref="text" class="input" rows="1" v-model="text" :aria-label="w('message')" :placeholder="w('message')" @input="grow" @keydown.enter.exact="enter" @paste="paste"></textarea>
        <div class="row between">
          <div class="row"><template v-if="takesFiles"><input ref="file" type="file" hidden multiple :accept="accept" @change="take([...$event.target.files]); $event.target.value = ''"><button type="button" class="button quiet small" @click="$refs.file.click()">{{ w('attach') }}</button></template><span class="small soft hint">{{ w('hint') }}</span></div>
          <button v-if="busy" type="button" class="button" @click="$emit('stop', {})">■ {{ w('stop') }}</button>
          <button v-else class="button primary" data-run :disabled="!text.trim() && !files.length || waiting.length > 0">{{ w('send') }}</button>
        </div>
      </form>
    </div>`,
};

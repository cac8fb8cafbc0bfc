// A form made from a model's JSON Schema. What is typed lives here; the server hears of it after a
// short pause. Errors of single fields are found here, in words of the page; those of rules between
// fields come from the API.
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const isSet = (value) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length);
const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type[0] : schema.type) ?? "string";
const mediaOf = (schema) => {
  const found = schema["x-media"] ?? schema.items?.["x-media"];
  if (found) return [].concat(found.kinds ?? found);
  return schema.format === "uri" || schema.items?.format === "uri" ? ["image", "video", "audio"] : null;
};
const choicesOf = (schema) => schema.enum ?? schema.anyOf?.find((one) => one.enum)?.enum ?? null;
const LONG = /prompt|text|lyrics|script|description|dialogue|content|caption/;

function kindOf(schema, name) {
  const type = typeOf(schema);
  if (schema["x-task"] && type === "string") return "task";
  if (mediaOf(schema)) return type === "array" ? "medias" : "media";
  if (schema.enum) return "choice";
  if (type === "array") return choicesOf(schema.items ?? {}) && schema.items.enum ? "several" : "list";
  if (type === "object") return "object";
  if (type === "boolean") return "switch";
  if (type === "integer" || type === "number") return "number";
  if (choicesOf(schema)) return "suggest";
  return (schema.maxLength ?? 0) > 200 || (!schema.maxLength && LONG.test(name)) ? "long" : "line";
}
const namesOf = (schema) => {
  const names = Object.keys(schema.properties ?? {});
  const order = schema["x-order"] ?? names;
  return [...order.filter((n) => names.includes(n)), ...names.filter((n) => !order.includes(n))];
};
// What cannot be left out and has one plain beginning gets it.
function firstOf(schema, name) {
  const inner = schema.properties[name];
  const start = startOf(inner);
  if (start !== undefined || !schema.required?.includes(name) || inner.enum) return start;
  if (typeOf(inner) === "array" && typeOf(inner.items ?? {}) === "object" && !mediaOf(inner)) return [startOfItem(inner.items)];
  return { boolean: false, integer: inner.minimum, number: inner.minimum }[typeOf(inner)];
}
function startOf(schema) {
  if (schema.default !== undefined) return plain(schema.default);
  if (typeOf(schema) === "object" && schema.properties) {
    const start = (n) => firstOf(schema, n);
    return Object.fromEntries(namesOf(schema).map((n) => [n, start(n)]).filter(([, v]) => v !== undefined));
  }
  return undefined;
}
function startOfItem(schema) {
  const type = typeOf(schema);
  if (type === "array" && schema.minItems === schema.maxItems) return Array.from({ length: schema.minItems ?? 0 }, () => startOfItem(schema.items));
  return startOf(schema) ?? { object: {}, array: [] }[type] ?? "";
}
const humane = (name) => {
  const words = name.replace(/_?(urls?|ids?)$/i, "").replace(/[_-]+/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").trim() || name;
  return words[0].toUpperCase() + words.slice(1);
};
const kindOfUrl = (url) => {
  const end = url.split(/[?#]/)[0].split(".").pop().toLowerCase();
  if (["mp4", "mov", "webm", "mkv", "m4v"].includes(end)) return "video";
  if (["mp3", "wav", "ogg", "opus", "m4a", "aac", "flac"].includes(end)) return "audio";
  return "image";
};
// What is set, without empty leaves; what the API is sent.
function clean(schema, value) {
  if (Array.isArray(value)) {
    const items = value.map((one) => clean(schema.items ?? {}, one)).filter(isSet);
    return items.length ? items : undefined;
  }
  if (value && typeof value === "object") {
    const found = {};
    for (const [name, one] of Object.entries(value)) {
      const inner = clean(schema.properties?.[name] ?? {}, one);
      if (inner !== undefined) found[name] = inner;
    }
    return Object.keys(found).length ? found : undefined;
  }
  return isSet(value) || (value === "" && schema.enum?.includes("")) ? value : undefined;
}
function check(schema, value, path, errors, words, required) {
  const say = (key, values = {}) => { errors[path.join(".")] = fill(words[key], values); };
  if (!isSet(value)) {
    if (required && !(value === "" && schema.enum?.includes(""))) say("required");
    return;
  }
  if (typeof value === "string" && !mediaOf(schema)) {
    const length = [...value].length;
    if (schema.minLength > length) say("too_short", { limit: schema.minLength });
    else if (schema.maxLength < length) say("too_long", { limit: schema.maxLength });
    else if (schema.pattern) {
      let fits = true;
      try { fits = new RegExp(schema.pattern, "u").test(value); } catch { /* the API will say */ }
      if (!fits) say("wrong_form");
    }
  } else if (typeof value === "number") {
    if (schema.minimum > value) say("too_small", { limit: schema.minimum });
    else if (schema.maximum < value) say("too_large", { limit: schema.maximum });
    else if (typeOf(schema) === "integer" && !Number.isInteger(value)) say("whole");
  } else if (Array.isArray(value)) {
    if (schema.minItems > value.length) say("too_few", { limit: schema.minItems });
    else if (schema.maxItems < value.length) say("too_many", { limit: schema.maxItems });
    value.forEach((one, n) => check(schema.items ?? {}, one, [...path, n], errors, words, true));
  } else if (typeof value === "object") checkAll(schema, value, path, errors, words);
}
function checkAll(schema, values, path, errors, words) {
  for (const name of namesOf(schema)) {
    check(schema.properties[name], values?.[name], [...path, name], errors, words, schema.required?.includes(name));
  }
}

const Media = {
  name: "gm-media",
  props: { schema: Object, path: Array, value: null, many: Boolean, id: String, label: String, described: String },
  inject: ["form"],
  data: () => ({ over: false, linking: false, uploads: [], broken: {} }),
  computed: {
    kinds() { return mediaOf(this.schema); },
    links() { return this.many ? (this.value ?? []) : this.value ? [this.value] : []; },
    room() { return this.many ? (this.schema.maxItems ?? 99) - this.links.length - this.uploads.length : this.links.length || this.uploads.length ? 0 : 1; },
    accept() { return this.kinds.map((kind) => `${kind}/*`).join(","); },
  },
  mounted() { this.form.places.push(this); },
  unmounted() { this.form.places.splice(this.form.places.indexOf(this), 1); },
  methods: {
    kindOfUrl,
    w(key, values) { return this.form.w(key, values); },
    shown(url) { return this.form.shown(url); },
    // Nothing is loaded from elsewhere: such a link is told, not shown; so is what is no picture.
    told(url) { return this.broken[url] || !this.form.own(url); },
    place(url) { try { return new URL(url).host; } catch { return url; } },
    end(url) { return decodeURIComponent(url.split(/[?#]/)[0].split("/").pop() || url); },
    takes(file) { return this.kinds.includes(file.type.split("/")[0]) || !file.type; },
    add(url) {
      if (this.many) this.form.set(this.path, [...this.links, url]);
      else this.form.set(this.path, url);
    },
    remove(n) {
      this.form.set(this.path, this.many ? this.links.filter((_, i) => i !== n) : undefined);
      this.$nextTick(() => this.$refs.choose?.focus());
    },
    move(n, by) {
      const links = [...this.links];
      [links[n], links[n + by]] = [links[n + by], links[n]];
      this.form.set(this.path, links);
    },
    take(files) {
      for (const file of [...files].slice(0, this.room)) {
        if (!this.takes(file)) { genmux.toast(this.w("wrong_kind", { name: file.name }), "bad"); continue; }
        this.upload(file);
      }
    },
    upload(file) {
      const entry = Vue.reactive({ name: file.name, share: 0 });
      this.uploads.push(entry);
      const form = new FormData();
      form.append("uploadPath", "console");
      form.append("file", file, file.name);
      const request = new XMLHttpRequest();
      request.upload.onprogress = (e) => { entry.share = e.total ? e.loaded / e.total : 0; };
      request.onloadend = () => {
        this.uploads.splice(this.uploads.indexOf(entry), 1);
        let reply = {};
        try { reply = JSON.parse(request.responseText); } catch { /* no usable reply */ }
        if (reply.success && reply.data?.fileUrl) this.add(reply.data.fileUrl);
        else genmux.toast(`${this.w("upload_failed", { name: file.name })} ${reply.msg ?? ""}`, "bad");
      };
      request.open("POST", "/upload");
      request.setRequestHeader("X-Genmux-Form", this.form.token);
      request.send(form);
    },
    link(event) {
      const url = event.target.value.trim();
      if (url) this.add(url);
      this.linking = false;
    },
  },
  template: `
    <div class="media-field" :class="{ over }" @dragover.prevent="over = room > 0" @dragleave="over = false"
         @drop.prevent="over = false; take($event.dataTransfer.files)">
      <ul v-if="links.length || uploads.length" class="media-list">
        <li v-for="(url, n) in links" :key="url + n">
          <a v-if="told(url)" class="media-told" :href="url" target="_blank" rel="noreferrer"><span class="cut">{{ end(url) }}</span><span class="soft small cut">{{ broken[url] ? w('not_shown') : place(url) }}</span></a>
          <video v-else-if="kindOfUrl(url) === 'video'" @error="broken[url] = true" :src="shown(url)" muted playsinline preload="metadata" aria-hidden="true"></video>
          <audio v-else-if="kindOfUrl(url) === 'audio'" :src="shown(url)" controls preload="metadata" :aria-label="label" @error="broken[url] = true"></audio>
          <img v-else :src="shown(url)" :alt="label + ' ' + (n + 1)" @error="broken[url] = true">
          <div class="media-tools">
            <button v-if="many && n > 0" type="button" class="button quiet round small" :aria-label="w('earlier')" @click="move(n, -1)">‹</button>
            <button v-if="many && n < links.length - 1" type="button" class="button quiet round small" :aria-label="w('later')" @click="move(n, 1)">›</button>
            <button type="button" class="button quiet round small" :aria-label="w('remove')" @click="remove(n)">×</button>
          </div>
        </li>
        <li v-for="one in uploads" class="uploading" role="status"><span class="small cut">{{ one.name }}</span>
          <span class="meter"><span :style="{ width: one.share * 100 + '%' }"></span></span></li>
      </ul>
      <div v-if="room > 0" class="media-add">
        <input ref="file" type="file" hidden :multiple="many" :accept="accept" @change="take($event.target.files); $event.target.value = ''">
        <button ref="choose" :id="id" type="button" class="button small" :aria-describedby="described" @click="$refs.file.click()">{{ w('upload') }}</button>
        <button type="button" class="button quiet small" @click="form.pick(path, kinds)">{{ w('earlier_results') }}</button>
        <button v-if="!linking" type="button" class="button quiet small" @click="linking = true; $nextTick(() => $refs.link.focus())">{{ w('by_link') }}</button>
        <input v-else ref="link" class="input small grow" type="url" :aria-label="w('by_link')" placeholder="https://" @change="link" @keydown.enter.prevent="link" @keydown.escape="linking = false" @blur="linking = false">
        <span class="soft small drop-hint">{{ w('drop_hint') }}</span>
      </div>
    </div>`,
};

const Node = {
  name: "gm-node",
  props: { schema: Object, path: Array, value: null, required: Boolean, title: String },
  inject: ["form"],
  components: { "gm-media": Media },
  computed: {
    name() { return String(this.path[this.path.length - 1]); },
    key() { return this.path.join("."); },
    id() { return "in-" + this.path.join("-"); },
    kind() { return kindOf(this.schema, this.name); },
    label() { return this.title ?? this.plainLabel; },
    // The name that programs use, where the label does not say it.
    spoken() { return !this.title && this.label !== humane(this.name) ? this.name : ""; },
    plainLabel() { return this.schema["x-label"] ?? humane(this.name); },
    error() { return this.form.errorOf(this.key); },
    described() { return [this.help ? this.id + "-help" : "", this.error ? this.id + "-error" : ""].filter(Boolean).join(" ") || null; },
    choices() { return choicesOf(this.schema) ?? []; },
    segmented() {
      return this.choices.length <= 6 && this.choices.join("").length <= 36 && (this.required || this.schema.default !== undefined);
    },
    broad() { return this.kind === "choice" && this.segmented && this.choices.join("").length + 3 * this.choices.length > 28; },
    names() { return namesOf(this.schema); },
    slider() {
      const { minimum, maximum } = this.schema;
      return minimum !== undefined && maximum !== undefined && maximum - minimum <= 100000;
    },
    step() { return this.schema.multipleOf ?? (typeOf(this.schema) === "integer" ? 1 : (this.schema.maximum - this.schema.minimum) / 100 || "any"); },
    count() { return typeof this.value === "string" ? [...this.value].length : 0; },
    items() { return this.value ?? []; },
    starred() { return this.required && !this.title; },
    help() { return this.title && this.kind === "object" ? "" : this.schema.description; },
    grouped() { return ["list", "object", "several"].includes(this.kind); },
    // A list in a list has only its number; the title that it was given says more.
    itemTitle() { return /^\d+$/.test(this.name) ? this.title : this.plainLabel.replace(/(x|ch|sh)es$/, "$1").replace(/s$/, ""); },
    // As many as there must be, no more and no less, such as the corners of a box.
    fixed() { return /^\d+$/.test(this.name) && this.schema.minItems !== undefined && this.schema.minItems === this.schema.maxItems; },
  },
  methods: {
    w(key, values) { return this.form.w(key, values); },
    set(value) { this.form.set(this.path, value); },
    touch() { this.form.touch(this.key); },
    number(text) {
      const value = text === "" ? undefined : Number(text);
      this.set(Number.isNaN(value) ? undefined : value);
    },
    addItem() {
      this.set([...this.items, startOfItem(this.schema.items ?? {})]);
      this.$nextTick(() => this.$el.querySelector(".item:last-of-type input, .item:last-of-type textarea, .item:last-of-type select")?.focus());
    },
    titleOf(n) { return this.itemTitle + (/\d$/.test(this.itemTitle) ? "." : " ") + (n + 1); },
    removeItem(n) { this.set(this.items.filter((_, i) => i !== n)); },
    toggle(choice, on) { this.set(on ? [...this.items, choice] : this.items.filter((one) => one !== choice)); },
    text(choice) { return choice === "" ? this.w("automatic") : String(choice); },
    chosen(event) {
      const n = event.target.selectedIndex - (this.$refs.unset ? 1 : 0);
      this.set(n < 0 ? undefined : this.choices[n]);
      this.touch();
    },
  },
  template: `
    <component :is="grouped ? 'fieldset' : 'div'" class="field" :class="['field-' + kind, { broad }]" :data-field="key">
      <component v-if="kind !== 'switch'" :is="grouped ? 'legend' : kind === 'choice' && segmented ? 'span' : 'label'" class="field-label"
        :for="grouped || (kind === 'choice' && segmented) ? null : id" :id="id + '-label'">
        <span>{{ label }}<span v-if="starred" class="must" aria-hidden="true"> *</span><span v-if="starred" class="visually-hidden"> ({{ w('required_word') }})</span></span>
        <code v-if="spoken" class="spoken" aria-hidden="true">{{ spoken }}</code>
        <span v-if="kind === 'long' && schema.maxLength" class="count number" :class="{ bad: count > schema.maxLength }">{{ count }} / {{ schema.maxLength }}</span>
      </component>

      <textarea v-if="kind === 'long'" class="input" :id="id" :rows="required || /prompt|^text$/.test(name) ? 4 : 2" :value="value ?? ''" :aria-describedby="described" :aria-invalid="error ? 'true' : null"
        :aria-required="required" @input="set($event.target.value)" @blur="touch"></textarea>

      <input v-else-if="kind === 'line'" class="input" :id="id" type="text" :value="value ?? ''" :aria-describedby="described" :aria-invalid="error ? 'true' : null"
        :aria-required="required" @input="set($event.target.value)" @blur="touch">

      <div v-else-if="kind === 'task'" class="row">
        <input class="input grow mono" :id="id" type="text" :value="value ?? ''" :aria-describedby="described" :aria-invalid="error ? 'true' : null" :aria-required="required" @input="set($event.target.value.trim())" @blur="touch">
        <button type="button" class="button small" @click="form.pick(path, schema['x-task'].kinds ?? [], true)">{{ w('earlier_results') }}</button>
      </div>

      <template v-else-if="kind === 'suggest'">
        <input class="input" :id="id" type="text" :list="id + '-list'" :value="value ?? ''" :aria-describedby="described" :aria-invalid="error ? 'true' : null" @input="set($event.target.value)" @blur="touch">
        <datalist :id="id + '-list'"><option v-for="one in choices" :value="one"></option></datalist>
      </template>

      <div v-else-if="kind === 'choice' && segmented" class="segments" role="radiogroup" :aria-labelledby="id + '-label'" :aria-describedby="described">
        <label v-for="one in choices"><input type="radio" :name="id" :checked="value === one" @change="set(one)"><span>{{ text(one) }}</span></label>
      </div>
      <select v-else-if="kind === 'choice'" class="input" :id="id" :aria-describedby="described" :aria-invalid="error ? 'true' : null" @change="chosen" @blur="touch">
        <option v-if="schema.default === undefined" ref="unset" :selected="value === undefined">{{ w('not_set') }}</option>
        <option v-for="one in choices" :selected="value === one">{{ text(one) }}</option>
      </select>

      <label v-else-if="kind === 'switch'" class="switch"><input type="checkbox" role="switch" :id="id" :checked="!!value" :aria-describedby="described" @change="set($event.target.checked)"><span class="field-label">{{ label }}<code v-if="spoken" class="spoken" aria-hidden="true">{{ spoken }}</code></span></label>

      <div v-else-if="kind === 'number'" class="numbers">
        <input v-if="slider" type="range" tabindex="-1" aria-hidden="true" :min="schema.minimum" :max="schema.maximum" :step="step" :value="value ?? schema.default ?? schema.minimum" @input="number($event.target.value)">
        <input class="input" :id="id" type="number" inputmode="decimal" :min="schema.minimum" :max="schema.maximum" :step="schema.multipleOf ?? 'any'" :value="value ?? ''"
          :placeholder="schema.default ?? (slider ? w('not_set') : '')" :aria-describedby="described" :aria-invalid="error ? 'true' : null" @input="number($event.target.value)" @blur="touch">
      </div>

      <gm-media v-else-if="kind === 'media' || kind === 'medias'" :schema="schema" :path="path" :value="value" :many="kind === 'medias'" :id="id" :label="label" :described="described"></gm-media>

      <div v-else-if="kind === 'several'" class="row">
        <label v-for="one in choices.length ? choices : schema.items.enum" class="tick"><input type="checkbox" :checked="items.includes(one)" @change="toggle(one, $event.target.checked)"> {{ text(one) }}</label>
      </div>

      <div v-else-if="kind === 'list'" class="items" :class="{ exact: fixed }">
        <div v-for="(one, n) in items" :key="n" class="item">
          <gm-node :schema="schema.items ?? {}" :path="[...path, n]" :value="one" :required="true" :title="titleOf(n)"></gm-node>
          <button v-if="!fixed" type="button" class="button quiet round small" :aria-label="w('remove') + ': ' + titleOf(n)" @click="removeItem(n)">×</button>
        </div>
        <button v-if="items.length < (schema.maxItems ?? 99)" type="button" class="button small" @click="addItem">+ {{ itemTitle }}</button>
      </div>

      <div v-else-if="kind === 'object'" class="inner">
        <gm-node v-for="inner in names" :key="inner" :schema="schema.properties[inner]" :path="[...path, inner]" :value="value?.[inner]" :required="!!schema.required?.includes(inner)"></gm-node>
      </div>

      <p v-if="help" class="help" :id="id + '-help'">{{ help }}</p>
      <p v-if="error" class="error" :id="id + '-error'">{{ error }}</p>
    </component>`,
};
Node.components["gm-node"] = Node;

export default {
  props: { name: String, schema: Object, start: Object, words: Object, token: String, bases: Array },
  emits: ["change", "run", "pick"],
  components: { "gm-node": Node },
  provide() { return { form: this }; },
  data: () => ({ values: {}, errors: {}, told: {}, touched: {}, places: [], tried: false }),
  created() {
    this.places = [];
    this.load(this.kept() ?? this.start);
    this.paste = (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      for (const file of files) {
        const near = this.places.find((p) => p.$el.contains(document.activeElement));
        const place = [near, ...this.places].find((p) => p && p.room > 0 && p.takes(file));
        if (place) { event.preventDefault(); place.take([file]); }
      }
    };
    document.addEventListener("paste", this.paste);
  },
  mounted() { this.tell(0); },
  unmounted() { document.removeEventListener("paste", this.paste); },
  computed: {
    names() { return namesOf(this.schema); },
    main() { return this.names.filter((n) => this.groupOf(n) === "main"); },
    options() {
      const found = this.names.filter((n) => this.groupOf(n) === "options");
      return [...found.filter(this.requires), ...found.filter((n) => !this.requires(n))];
    },
    rare() { return this.names.filter((n) => this.groupOf(n) === "rare"); },
  },
  methods: {
    w(key, values = {}) { return fill(this.words[key] ?? key, values); },
    groupOf(name) {
      const schema = this.schema.properties[name];
      if (schema.deprecated) return "rare";
      const kind = kindOf(schema, name);
      return ["long", "media", "medias", "list", "object"].includes(kind) ? "main" : "options";
    },
    requires(name) { return !!this.schema.required?.includes(name); },
    shown(url) {
      for (const base of this.bases) if (url.startsWith(base + "/files/")) return url.slice(base.length);
      return url;
    },
    // A tab whose connection broke for long is loaded anew; what was typed must not be lost by that.
    kept() {
      if (performance.getEntriesByType("navigation")[0]?.type !== "reload") return null;
      try { return JSON.parse(sessionStorage.getItem(`form:${this.name}`)); } catch { return null; }
    },
    keep() { try { sessionStorage.setItem(`form:${this.name}`, JSON.stringify(this.cleaned())); } catch { /* no room */ } },
    own(url) { return this.bases.some((base) => url.startsWith(base + "/")); },
    load(values) {
      const fresh = {};
      for (const name of namesOf(this.schema)) {
        const value = values?.[name] ?? firstOf(this.schema, name);
        if (value !== undefined) fresh[name] = plain(value);
      }
      this.values = fresh;
      this.touched = {};
      this.told = {};
      this.tried = false;
      this.look();
    },
    set(path, value) {
      let at = this.values;
      for (const [n, step] of path.slice(0, -1).entries()) {
        at[step] ??= typeof path[n + 1] === "number" ? [] : {};
        at = at[step];
      }
      const last = path[path.length - 1];
      if (value === undefined) delete at[last];
      else at[last] = value;
      delete this.told[path[0]];
      this.tell(250);
    },
    add(path, url) {
      const place = this.places.find((p) => p.path.join(".") === path.join("."));
      if (place) place.add(url);
      else this.set(path, url);
    },
    touch(key) { this.touched[key] = true; },
    // Nobody is told of a mistake before having had a chance to make it.
    errorOf(key) { return this.tried || this.touched[key] ? this.told[key] ?? this.errors[key] : undefined; },
    look() {
      const errors = {};
      checkAll(this.schema, this.cleaned(), [], errors, this.words);
      this.errors = errors;
    },
    cleaned() { return clean(this.schema, plain(this.values)) ?? {}; },
    tell(pause) {
      this.look();
      this.keep();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.$emit("change", { values: this.cleaned(), wrong: [...new Set(Object.keys(this.errors).map((key) => key.split(".")[0]))] }), pause);
    },
    // What the API says of a field, or of the whole.
    blame(field, text, now) {
      this.told = field ? { [field]: text } : {};
      if (field && now) { this.tried = true; this.show(field); }
    },
    show(key) {
      this.$nextTick(() => {
        const place = this.$el.querySelector(`[data-field="${CSS.escape(key)}"]`) ?? this.$el.querySelector(`[data-field="${CSS.escape(key.split(".")[0])}"]`);
        place?.closest("details")?.setAttribute("open", "");
        place?.scrollIntoView({ block: "center", behavior: "smooth" });
        place?.querySelector("input:not([hidden]):not([tabindex='-1']), textarea, select, button")?.focus({ preventScroll: true });
      });
    },
    submit() {
      this.tried = true;
      this.look();
      const first = Object.keys(this.errors)[0];
      if (first !== undefined) { this.show(first); return; }
      if (this.places.some((place) => place.uploads.length)) { genmux.toast(this.w("still_uploading"), "bad"); return; }
      this.$emit("run", { values: this.cleaned() });
    },
    pick(path, kinds, task) { this.$emit("pick", { path, kinds, task: !!task }); },
  },
  template: `
    <form class="schema-form" novalidate @submit.prevent="submit">
      <gm-node v-for="name in main" :key="name" :schema="schema.properties[name]" :path="[name]" :value="values[name]" :required="requires(name)"></gm-node>
      <div v-if="options.length" class="options">
        <gm-node v-for="name in options" :key="name" :schema="schema.properties[name]" :path="[name]" :value="values[name]" :required="requires(name)"></gm-node>
      </div>
      <details v-if="rare.length" class="more"><summary>{{ w('rare') }}</summary>
        <div class="options"><gm-node v-for="name in rare" :key="name" :schema="schema.properties[name]" :path="[name]" :value="values[name]" :required="requires(name)"></gm-node></div>
      </details>
      <button type="submit" hidden></button>
    </form>`,
};

// A form made of Element Plus, on Vue: a dialog with a scripted focus trap, and a select with a list of its own.
import "element-plus/dist/index.css";
import { createApp, h, ref } from "vue";
import { ElButton, ElDialog, ElInput, ElOption, ElSelect } from "element-plus";

const App = {
  setup() {
    const open = ref(false);
    const name = ref("");
    const region = ref("");
    const orders = ref([]);
    return () => h("main", { style: "padding: 40px" }, [
      h("h1", "Orders"),
      h(ElButton, { type: "primary", onClick: () => { open.value = true; } }, () => "New order"),
      h("ul", { id: "orders" }, orders.value.map((text) => h("li", text))),
      h(ElDialog, { modelValue: open.value, "onUpdate:modelValue": (to) => { open.value = to; }, title: "Order", width: 480 }, () => [
        h(ElInput, { modelValue: name.value, "onUpdate:modelValue": (to) => { name.value = to; }, ariaLabel: "Customer" }),
        h(ElSelect, { modelValue: region.value, "onUpdate:modelValue": (to) => { region.value = to; }, ariaLabel: "Region", class: "region" },
          () => ["Kansai", "Kanto"].map((text) => h(ElOption, { key: text, label: text, value: text }))),
        h(ElButton, { class: "save", onClick: () => { orders.value.push(`${name.value} (${region.value})`); open.value = false; } }, () => "Place"),
      ]),
    ]);
  },
};

createApp(App).mount("#app");

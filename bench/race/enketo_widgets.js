// Of Enketo's widgets, those this form uses; all of them together weigh 90 kB more.
import radio from "enketo-core/src/widget/radio/radiopicker.js";
import textarea from "enketo-core/src/widget/textarea/textarea.js";

export default [radio, textarea];

// What adaptivecards 3.0.6 gets wrong, put right here.

export function repair({ ChoiceSetInput, NumberInput }) {
  // An optional number that is left empty counts as wrong when it has a least or greatest value.
  const isValid = NumberInput.prototype.isValid;
  NumberInput.prototype.isValid = function () {
    return this.isSet() ? isValid.call(this) : !this.isRequired;
  };

  // In the "filtered" style, the code of a value given beforehand is shown instead of its title.
  const internalRender = ChoiceSetInput.prototype.internalRender;
  ChoiceSetInput.prototype.internalRender = function () {
    const drawn = internalRender.call(this);
    const given = this.choices.find((choice) => choice.value === this.defaultValue);
    const text = drawn?.querySelector(".ac-choiceSetInput-filtered");
    if (text && given) text.value = given.title;
    return drawn;
  };

  // There the label names a box around the text field, not the field.
  const name = ChoiceSetInput.prototype.updateInputControlAriaLabelledBy;
  ChoiceSetInput.prototype.updateInputControlAriaLabelledBy = function () {
    name.call(this);
    const box = this.renderedInputControlElement;
    const text = box?.querySelector(".ac-choiceSetInput-filtered");
    if (!text) return;
    text.setAttribute("aria-labelledby", box.getAttribute("aria-labelledby") ?? "");
    box.removeAttribute("aria-labelledby");
  };
}

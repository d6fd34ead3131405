// How cards look: the renderer's host config, in the page's own colours (base.css).

const colour = (name) => ({ default: `var(--${name})`, subtle: "var(--quiet)" });

const foregroundColors = {
  default: colour("ink"),
  dark: colour("ink"),
  light: colour("quiet"),
  accent: { default: "var(--accent)", subtle: "var(--accent)" },
  good: { default: "var(--good)", subtle: "var(--good)" },
  warning: { default: "var(--warning)", subtle: "var(--warning)" },
  attention: { default: "var(--attention)", subtle: "var(--attention)" },
};

const container = (backgroundColor) => ({ backgroundColor, foregroundColors });

export const hostConfig = {
  supportsInteractivity: true,
  fontFamily: "inherit",
  spacing: { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  fontSizes: { small: 13, default: 15, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  lineHeights: { small: 18, default: 22, medium: 23, large: 25, extraLarge: 31 },
  imageSizes: { small: 40, medium: 80, large: 160 },
  containerStyles: {
    default: container("var(--card)"),
    emphasis: container("var(--card-soft)"),
    accent: container("var(--accent-soft)"),
    good: container("var(--good-soft)"),
    warning: container("var(--warning-soft)"),
    attention: container("var(--attention-soft)"),
  },
  actions: {
    maxActions: 8,
    spacing: "medium",
    buttonSpacing: 8,
    showCard: { actionMode: "inline", inlineTopMargin: 14, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    preExpandSingleShowCardAction: false,
  },
  adaptiveCard: { allowCustomStyle: false },
  imageSet: { imageSize: "medium", maxImageHeight: 120 },
  factSet: {
    title: { color: "default", isSubtle: true, weight: "default", size: "default", wrap: true, maxWidth: 150 },
    value: { color: "default", isSubtle: false, weight: "default", size: "default", wrap: true },
    spacing: 14,
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", color: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", color: "default" },
    },
    errorMessage: { color: "attention", size: "small", spacing: "default" },
  },
  textStyles: {
    heading: { size: "large", weight: "bolder", color: "default", isSubtle: false, fontType: "default" },
    columnHeader: { size: "small", weight: "bolder", color: "default", isSubtle: true, fontType: "default" },
  },
  textBlock: { headingLevel: 3 },
};

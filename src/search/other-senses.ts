/**
 * Words of this field that mean something else in another, with the words that show that the other is meant. A question
 * that has both is not about this book, whatever else of it the notes hold.
 */
export const OTHER_SENSES: readonly { readonly word: RegExp; readonly shownBy: RegExp }[] = [
  { word: /\btts\b/i, shownBy: /speech|voice|speak|audio book|语音|朗读|配音|发音|播报|声音克隆/i },
  {
    word: /\blora\b/i,
    shownBy: /\bradio|wan\b|lorawan|gateway|\bmhz\b|antenna|网关|射频|无线|天线|物联网/i,
  },
  {
    word: /\btransformers?\b|变压器/i,
    shownBy: /voltage|winding|substation|电压|绕组|变电站|擎天柱|autobot/i,
  },
  { word: /\bmamba\b/i, shownBy: /snake|venom|kobe|蛇|科比|篮球/i },
  { word: /\bllamas?\b/i, shownBy: /\bfarm|\bwool|alpaca farm|\banimal|羊驼毛|动物园/i },
  { word: /\brag\b/i, shownBy: /ragdoll|抹布/i },
  { word: /\bagents?\b|经纪人/i, shownBy: /real estate|insurance agent|房产中介|保险代理/i },
  { word: /\battention\b|注意力/i, shownBy: /\badhd\b|deficit|多动|孩子|小学生|走神/i },
  { word: /\brope\b/i, shownBy: /climb|jump rope|攀岩|跳绳/i },
  { word: /\bppo\b/i, shownBy: /insurance|hmo|dentist|医保|牙医/i },
  { word: /\bmoe\b/i, shownBy: /anime|eyebrow|动漫|萌/i },
  { word: /\bdpo\b/i, shownBy: /gdpr|privacy officer|data protection|数据保护官/i },
  { word: /\bmcp\b/i, shownBy: /minecraft|microsoft certified|我的世界/i },
  {
    word: /\breact\b/i,
    shownBy: /\buse(?:effect|state|memo|ref)\b|\bjsx\b|react native|redux|\bcss\b|javascript|前端|组件/i,
  },
  { word: /\bgemini\b/i, shownBy: /zodiac|horoscope|telescope|winklevoss|星座|双子座|望远镜/i },
  {
    word: /\bglm\b/i,
    shownBy: /\bregression|logistic|poisson|generali[sz]ed linear|线性回归|逻辑回归|广义线性/i,
  },
  { word: /\bclaude\b/i, shownBy: /monet|debussy|莫奈|德彪西/i },
  { word: /\bclip\b/i, shownBy: /hair|paper clip|youtube|发夹|回形针|剪辑/i },
];

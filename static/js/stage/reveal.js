// placeholder
export function showReveal(_reveal) {}

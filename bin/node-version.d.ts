export function complaintAboutNode(running: string, range: string): string | null

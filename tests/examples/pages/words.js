/** What a view shows of a state. */
export const words = ({ status, session }) => `${status} ${session?.user.name ?? ""}`.trim();

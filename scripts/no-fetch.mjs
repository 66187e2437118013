// Stands in for sync-fetch in the bundle: the bibliography reader could look up a DOI with it, and this server never
// reaches out to a network.
export default function fetch() {
  throw new Error('network access is not available');
}

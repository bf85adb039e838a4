import { Page } from '../ui/Page';

export default function SwipePage() {
  return <Page title="Swipe">…</Page>;
}

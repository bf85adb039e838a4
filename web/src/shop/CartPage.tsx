import { Page } from '../ui/Page';

export default function CartPage() {
  return <Page title="Cart">…</Page>;
}

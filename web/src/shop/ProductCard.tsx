import type { Schemas } from '../api/client';
import { count, price } from '../i18n';
import { Link } from '../router';
import { Picture } from '../ui/Picture';
import { LikeButton } from './LikeButton';
import styles from './ProductCard.module.css';

export type Item = Schemas['ItemView'];

interface ProductCardProps {
  item: Item;
  rank?: number | undefined;
  eager?: boolean;
}

export function ProductCard({ item, rank, eager = false }: ProductCardProps) {
  return (
    <article class={styles.card}>
      <Link to={`/shop/products/${item.id}`} class={styles.link}>
        <Picture src={item.thumbnailUrl} alt="" eager={eager} />
        {rank !== undefined && (
          <span class={styles.rank} aria-hidden="true">
            {rank}
          </span>
        )}
        <span class={styles.text}>
          <b class={styles.store}>{item.storeName}</b>
          <span class={styles.name}>{item.productName}</span>
          <span class={styles.price}>{price(item.price)}</span>
        </span>
      </Link>
      <LikeButton id={item.id} name={item.productName} liked={item.isLiked === true} />
      <span class={styles.likes} aria-hidden="true">
        ♥ {count(item.likesCount)}
      </span>
    </article>
  );
}

-- AI fitting (docs/adr/0011-fitting.md).

-- A bucket of credits is kept as the moment at which it is full again. Who has no row has never taken one.
CREATE TABLE credits (
  user_id bigint PRIMARY KEY,
  full_at timestamptz NOT NULL,
  version bigint NOT NULL          -- +1 for each credit; a change decided on an older one matches no row
);

-- Pictures that people have uploaded, and that were made for them. The bytes are in the object storage.
CREATE TABLE fitting_pictures (
  picture_id bigint PRIMARY KEY,
  user_id    bigint NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('UPLOAD', 'FITTING')),
  object_key text UNIQUE,          -- in the storage; null: nothing is kept there
  state      text NOT NULL CHECK (state IN ('PENDING', 'READY', 'REMOVED')),
  doomed_at  timestamptz,          -- from then on object and row are deleted; PENDING: and it cannot become READY
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX fitting_pictures_by_user ON fitting_pictures (user_id, picture_id DESC) WHERE kind = 'UPLOAD';
CREATE INDEX fitting_pictures_doomed ON fitting_pictures (doomed_at) WHERE doomed_at IS NOT NULL;

-- Whether an address is a picture of the catalogue. None of these columns changes with a like or an order.
CREATE INDEX products_by_thumbnail ON products USING hash (thumbnail_url);
CREATE INDEX product_images_by_url ON product_images USING hash (image_url);
CREATE INDEX looks_by_thumbnail ON looks USING hash (thumbnail_url);
CREATE INDEX look_images_by_url ON look_images USING hash (image_url);

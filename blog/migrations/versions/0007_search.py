"""The search index: FTS5 on SQLite, GIN on PostgreSQL. `env.py` fills it once all migrations are done."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

HEADS = "title, tags, authors, marks"
WHOLE = f"{HEADS}, body"
# The words come folded and parted by spaces, of all ASCII characters: this tokeniser changes nothing.
FTS5 = """CREATE VIRTUAL TABLE search_{name} USING fts5(
    {columns}, content='search_posts', content_rowid='id', tokenize='ascii', detail='none', prefix='3 4 5'
)"""
ADDED = """CREATE TRIGGER search_posts_added AFTER INSERT ON search_posts BEGIN {} END"""
REMOVED = """CREATE TRIGGER search_posts_removed AFTER DELETE ON search_posts BEGIN {} END"""
# The words of a line, and how those of three letters and more begin: a prefix would have to be put together
# from hundreds of words. So dear that it is never worked out for row after row instead of asking the index.
FUNCTION = """CREATE FUNCTION search_words(line text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    DECLARE words text[] := ARRAY(SELECT DISTINCT unnest(array_remove(string_to_array(line, ' ', ''), NULL)));
    BEGIN
        RETURN array_to_tsvector(words || ARRAY(
            SELECT chr(57345) || left(word, length)
            FROM unnest(words) AS word, generate_series(3, 5) AS length WHERE char_length(word) >= length
        ));
    END $$"""


def upgrade() -> None:
    op.create_table(
        "search_posts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_search_posts_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_posts")),
        sa.UniqueConstraint("post_id", name=op.f("uq_search_posts_post_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _make_indexes()
    else:
        _make_virtual_tables()


def _make_indexes() -> None:
    op.execute("ALTER TABLE search_posts ALTER COLUMN body SET STORAGE EXTERNAL")  # read often, so not packed
    op.execute(FUNCTION)
    for name, columns in (("heads", HEADS), ("whole", WHOLE)):
        line = columns.replace(", ", " || ")
        # Without the list of what is not yet sorted in: the reader who meets it would pay.
        on = f"search_posts USING gin (search_words({line}))"
        op.execute(f"CREATE INDEX search_{name} ON {on} WITH (fastupdate = off)")
        op.execute(f"ALTER INDEX search_{name} ALTER COLUMN 1 SET STATISTICS 0")


def _make_virtual_tables() -> None:
    added, removed = "", ""
    for name, columns in (("heads", HEADS), ("whole", WHOLE)):
        op.execute(FTS5.format(name=name, columns=columns))
        new, old = (", ".join(f"{row}.{column}" for column in columns.split(", ")) for row in ("new", "old"))
        added += f"INSERT INTO search_{name} (rowid, {columns}) VALUES (new.id, {new});"
        removed += (
            f"INSERT INTO search_{name} (search_{name}, rowid, {columns}) VALUES ('delete', old.id, {old});"
        )
    op.execute(ADDED.format(added))
    op.execute(REMOVED.format(removed))
    op.execute("CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_whole, row)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        for name in ("vocabulary", "heads", "whole"):
            op.execute(f"DROP TABLE search_{name}")
    op.drop_table("search_posts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION search_words(text)")

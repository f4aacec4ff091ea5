"""Writing: drafts, revisions, the trash, covers, who brought which picture and what shows it."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PICTURE = re.compile(r"/media/([a-z2-7]{26})")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_drafts_post_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_drafts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_post_id"), "drafts", ["post_id"])
    op.create_index(op.f("ix_drafts_user_id"), "drafts", ["user_id"])

    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_revisions_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_revisions_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_revisions_post_id_number")),
    )
    op.create_index(op.f("ix_revisions_author_id"), "revisions", ["author_id"])

    op.create_table(
        "picture_uses",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_picture_uses_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "key", name=op.f("pk_picture_uses")),
    )
    op.create_index(op.f("ix_picture_uses_key"), "picture_uses", ["key"])

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.add_column(sa.Column("narrower", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_media_owner_id"), "users", ["owner_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_media_owner_id"), ["owner_id"])
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("narrower", existing_type=sa.JSON(), server_default=None)

    with op.batch_alter_table("post_bodies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("summary", sa.String(length=600), nullable=False, server_default=""))
    with op.batch_alter_table("post_bodies", schema=None) as batch_op:
        batch_op.alter_column("summary", existing_type=sa.String(length=600), server_default=None)

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cover", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("draft_key", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("was_published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_posts_draft_key"), ["draft_key"])
        batch_op.create_foreign_key(
            batch_op.f("fk_posts_deleted_by_id"), "users", ["deleted_by_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_posts_deleted_at"), ["deleted_at"])
    _note_pictures()


def _note_pictures() -> None:
    """What posts show so far: some of it may not be deleted as unused."""
    bodies = sa.table("post_bodies", sa.column("post_id"), sa.column("markdown"))
    uses = sa.table("picture_uses", sa.column("post_id"), sa.column("key"))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(bodies.c.post_id).where(bodies.c.markdown.contains("/media/"))).all()
    for post_id in ids:
        text = connection.scalar(sa.select(bodies.c.markdown).where(bodies.c.post_id == post_id)) or ""
        if keys := set(PICTURE.findall(text)):
            connection.execute(sa.insert(uses), [{"post_id": post_id, "key": key} for key in sorted(keys)])


def downgrade() -> None:
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posts_deleted_at"))
        batch_op.drop_constraint(batch_op.f("fk_posts_deleted_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_posts_draft_key"), type_="unique")
        for name in ("was_published_at", "deleted_by_id", "deleted_at", "draft_key", "cover"):
            batch_op.drop_column(name)
    with op.batch_alter_table("post_bodies", schema=None) as batch_op:
        batch_op.drop_column("summary")
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_owner_id"))
        batch_op.drop_constraint(batch_op.f("fk_media_owner_id"), type_="foreignkey")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("narrower")
    op.drop_table("picture_uses")
    op.drop_table("revisions")
    op.drop_table("drafts")

"""The slugs of deleted posts are remembered, without a post."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("post_slugs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_slugs_post_id"), type_="foreignkey")
        batch_op.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_post_slugs_post_id"), "posts", ["post_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM post_slugs WHERE post_id IS NULL")
    with op.batch_alter_table("post_slugs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_slugs_post_id"), type_="foreignkey")
        batch_op.alter_column("post_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_post_slugs_post_id"), "posts", ["post_id"], ["id"], ondelete="CASCADE"
        )

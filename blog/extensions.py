"""The extensions: objects, no logic."""

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from blog.database import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()

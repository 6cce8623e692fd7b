from flask import Blueprint

bp = Blueprint("sight", __name__)

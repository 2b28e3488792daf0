"""KBS Envanter: a municipality's assets, from its annual report to parcel, map and open standards."""

"""What runs beside the program: containers, schedulers, Kibana."""

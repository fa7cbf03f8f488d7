def filter_by_containers(arguments):
    """What becomes of tools that are told of no container."""
    return "static inline int container_should_be_filtered() { return 0; }\n"

tcpstate = {}


def flags2str(flags):
    return ""

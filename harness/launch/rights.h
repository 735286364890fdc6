#pragma once

namespace rehearse::launch {

/// Gives up, for this process and all that it starts, the rights of root by which somebody leaves a network
/// namespace or has the kernel do so: to mount, to enter namespaces, to trace, to make devices, to load code.
/// Who is not root has none of them.
void give_up_rights();

}  // namespace rehearse::launch

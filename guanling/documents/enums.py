"""States of imports, drafts and papers, with their transition tables."""

from django.db.models import TextChoices


class BatchState(TextChoices):
    """An upload is checked, looked at, and then saved as a whole or not at all."""

    UPLOADED = "uploaded", "已上传"
    CHECKING = "checking", "核对中"
    CHECKED = "checked", "已核对"
    SAVING = "saving", "保存中"
    SAVED = "saved", "已保存"
    FAILED = "failed", "无法导入"


BATCH_MOVES = {
    BatchState.UPLOADED: {BatchState.CHECKING},
    # A worker that died leaves CHECKING or SAVING behind; the redelivered task takes it up again.
    BatchState.CHECKING: {BatchState.CHECKING, BatchState.CHECKED, BatchState.FAILED},
    BatchState.CHECKED: {BatchState.CHECKING, BatchState.SAVING},
    BatchState.SAVING: {BatchState.SAVING, BatchState.SAVED, BatchState.CHECKED, BatchState.FAILED},
    BatchState.SAVED: set(),
    BatchState.FAILED: {BatchState.CHECKING},
}
BATCH_WORKING = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.SAVING)


class PrintState(TextChoices):
    """A draft or paper is being set, can be read, or could not be set."""

    RENDERING = "rendering", "正在生成"
    READY = "ready", "已生成"
    FAILED = "failed", "生成失败"


PRINT_MOVES = {
    PrintState.RENDERING: {PrintState.READY, PrintState.FAILED},
    PrintState.FAILED: {PrintState.RENDERING},
    PrintState.READY: set(),
}

/// What was being done to a file or folder when the system refused it.
package enum FileOperation: String, Hashable, Sendable {
    /// Opening or creating a file.
    case opening
    /// Closing a file.
    case closing
    /// Reading a file's bytes.
    case reading
    /// Writing a file's bytes.
    case writing
    /// Asking for a file's size, kind or times.
    case examining
    /// Changing a file's length.
    case resizing
    /// Setting blocks aside for a file.
    case reservingSpace = "reserving space for"
    /// Waiting until a file or folder is on the disk.
    case syncing
    /// Making a file read-only.
    case protecting
    /// Taking a file's lock.
    case locking
    /// Giving a file its final name.
    case renaming
    /// Giving a file a second name.
    case linking
    /// Removing a file or folder.
    case removing
    /// Making a folder.
    case makingFolder = "making the folder"
    /// Listing a folder.
    case listing
    /// Asking how much room a disk has.
    case measuringSpace = "measuring the free space at"
}

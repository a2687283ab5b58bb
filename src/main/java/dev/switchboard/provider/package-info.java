/** Egress: the vendors we call. One package per dialect family; compatible vendors are data. */
@NullMarked
package dev.switchboard.provider;

import org.jspecify.annotations.NullMarked;
